<?php

declare(strict_types=1);

namespace Launcher;

/** What kind of site it is; nothing is changed. */
final class Probe
{
    public static function run(Database $database): array
    {
        $uploads = wp_upload_dir(null, false);
        $sizes = [];
        foreach (wp_get_registered_image_subsizes() as $name => $size) {
            $sizes[$name] = ['width' => (int) $size['width'], 'height' => (int) $size['height'], 'crop' => (bool) $size['crop']];
        }
        return [
            'version' => get_bloginfo('version'),
            'php' => PHP_VERSION,
            'database' => ['kind' => $database->isSqlite() ? 'sqlite' : 'mysql', 'version' => $database->version()],
            'multisite' => is_multisite(),
            'home' => home_url(),
            'content_dir' => realpath(WP_CONTENT_DIR) ?: WP_CONTENT_DIR,
            'themes_dir' => realpath(get_theme_root()) ?: get_theme_root(),
            'uploads_dir' => realpath($uploads['basedir']) ?: $uploads['basedir'],
            'theme' => get_stylesheet(),
            'themes' => array_map('strval', array_keys(wp_get_themes())),
            'sizes' => $sizes,
            'locale' => get_locale(),
            'timezone' => wp_timezone_string(),
            'permalinks' => (string) get_option('permalink_structure'),
            'title' => html_entity_decode((string) get_option('blogname'), ENT_QUOTES, 'UTF-8'),
            'big_image' => (int) apply_filters('big_image_size_threshold', 2560, [0, 0], '', 0),
        ];
    }
}
