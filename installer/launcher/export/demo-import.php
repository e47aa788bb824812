<?php
/**
 * Registers the demo in this folder with One Click Demo Import, and sets after an import what it leaves: menus, front
 * page, title, permalinks, and the addresses of pictures in their sizes. Lay the folder into a theme and require this
 * file from the theme's functions.php.
 */

declare(strict_types=1);

defined('ABSPATH') || exit;

(static function (): void {
	$file = static fn (string $name): string => __DIR__ . '/' . $name;
	$settings = json_decode((string) file_get_contents($file('settings.json')), true);
	if (!is_array($settings)) {
		return;
	}

	/** The post that an import made of the one that had this guid; 0 where there is none. */
	$imported = static function (string $guid, string $type): int {
		global $wpdb;
		return (int) $wpdb->get_var(
			$wpdb->prepare("SELECT ID FROM $wpdb->posts WHERE guid = %s AND post_type = %s", $guid, $type)
		);
	};

	/** Lets texts name media where they are now: the import changes addresses of whole files, and not those of sizes. */
	$readdress = static function (array $media) use ($imported): void {
		global $wpdb;
		$found = [];
		foreach ($media['files'] as $guid => $path) {
			$id = $imported($guid, 'attachment');
			if ($id) {
				$found[preg_replace('/\.[^.\/]+$/', '', $path)] = [wp_get_attachment_url($id), (string) get_attached_file($id)];
			}
		}
		$pattern = '~' . preg_quote($media['address'], '~') . '([^\s"\'<>()\\\\?#]+?)(-\d+x\d+)?(\.[a-z0-9]+)(?![^\s"\'<>()\\\\?#])~i';
		$change = static function (array $named) use ($found): string {
			[$whole, $stem, $size, $ending] = $named;
			if (!isset($found[$stem])) {
				return $whole;
			}
			[$address, $place] = $found[$stem];
			$sized = preg_replace('/\.[^.\/]+$/', $size . strtolower($ending), basename($place));
			// A size that this site does not make is the picture itself.
			return $size !== '' && is_file(dirname($place) . '/' . $sized) ? dirname($address) . '/' . $sized : $address;
		};
		$like = '%' . $wpdb->esc_like($media['address']) . '%';
		$posts = $wpdb->get_results(
			$wpdb->prepare("SELECT ID, post_content FROM $wpdb->posts WHERE post_content LIKE %s", $like)
		);
		foreach ($posts as $post) {
			$content = preg_replace_callback($pattern, $change, $post->post_content);
			if (is_string($content) && $content !== $post->post_content) {
				$wpdb->update($wpdb->posts, ['post_content' => $content], ['ID' => $post->ID]);
				clean_post_cache((int) $post->ID);
			}
		}
	};

	add_filter('ocdi/import_files', static function (array $demos) use ($settings, $file): array {
		$demo = ['import_file_name' => $settings['name'], 'local_import_file' => $file('content.xml')];
		foreach (['local_import_widget_file' => 'widgets.wie', 'local_import_customizer_file' => 'customizer.dat'] as $key => $name) {
			if (is_file($file($name))) {
				$demo[$key] = $file($name);
			}
		}
		return [...$demos, $demo];
	});

	add_action('ocdi/after_import', static function (array $chosen) use ($settings, $imported, $readdress): void {
		if (($chosen['import_file_name'] ?? '') !== $settings['name']) {
			return;
		}
		$locations = (array) get_theme_mod('nav_menu_locations', []);
		foreach ($settings['menus'] as $location => $slug) {
			$menu = wp_get_nav_menu_object($slug);
			if ($menu) {
				$locations[$location] = $menu->term_id;
			}
		}
		set_theme_mod('nav_menu_locations', $locations);

		foreach ($settings['pages'] as $option => $page) {
			$id = $imported($page['guid'], 'page') ?: (get_page_by_path($page['path'])->ID ?? 0);
			if ($id) {
				update_option($option, $id);
				update_option('show_on_front', 'page');
			}
		}

		$readdress($settings['media']);
		foreach ($settings['options'] as $option => $value) {
			update_option($option, $value);
		}
		if ($settings['permalinks'] !== '') {
			global $wp_rewrite;
			$wp_rewrite->set_permalink_structure($settings['permalinks']);
		}
		flush_rewrite_rules();
	});
})();
