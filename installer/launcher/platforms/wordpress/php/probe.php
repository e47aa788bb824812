<?php

declare(strict_types=1);

namespace Launcher;

/** Where a site has its folders, and which sizes of pictures it makes; nothing is changed. */
final class Probe
{
    public static function run(): array
    {
        $uploads = wp_upload_dir(null, false);
        $sizes = [];
        foreach (wp_get_registered_image_subsizes() as $name => $size) {
            $sizes[$name] = ['width' => (int) $size['width'], 'height' => (int) $size['height'], 'crop' => (bool) $size['crop']];
        }
        return [
            'version' => get_bloginfo('version'),
            'content_dir' => realpath(WP_CONTENT_DIR) ?: WP_CONTENT_DIR,
            'themes_dir' => realpath(get_theme_root()) ?: get_theme_root(),
            'uploads_dir' => realpath($uploads['basedir']) ?: $uploads['basedir'],
            'sizes' => $sizes,
        ];
    }
}
