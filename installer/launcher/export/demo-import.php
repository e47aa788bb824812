<?php
/**
 * Registers the demo in this folder with One Click Demo Import, and sets after an import what it leaves: menus, front
 * page, title, permalinks. Lay the folder into a theme and require this file from the theme's functions.php.
 */

declare(strict_types=1);

defined('ABSPATH') || exit;

(static function (): void {
	$file = static fn (string $name): string => __DIR__ . '/' . $name;
	$settings = json_decode((string) file_get_contents($file('settings.json')), true);
	if (!is_array($settings)) {
		return;
	}

	add_filter('ocdi/import_files', static function (array $demos) use ($settings, $file): array {
		$demo = ['import_file_name' => $settings['name'], 'local_import_file' => $file('content.xml')];
		foreach (['local_import_widget_file' => 'widgets.wie', 'local_import_customizer_file' => 'customizer.dat'] as $key => $name) {
			if (is_file($file($name))) {
				$demo[$key] = $file($name);
			}
		}
		return [...$demos, $demo];
	});

	add_action('ocdi/after_import', static function (array $chosen) use ($settings): void {
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

		$pages = ['page_on_front' => $settings['front_page'], 'page_for_posts' => $settings['posts_page']];
		foreach ($pages as $option => $path) {
			$page = $path === '' ? null : get_page_by_path($path);
			if ($page) {
				update_option($option, $page->ID);
				update_option('show_on_front', 'page');
			}
		}

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
