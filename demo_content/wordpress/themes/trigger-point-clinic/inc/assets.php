<?php
/**
 * Styles, scripts, and the attributes by which the styles know the chosen colours.
 *
 * @package trigger-point-clinic
 */

declare( strict_types = 1 );

namespace TriggerPointClinic;

/** The style sheets of the design, in the order in which they build on each other. */
const STYLES = array( 'tokens', 'base', 'layout', 'components', 'prose', 'article', 'home', 'pages', 'gallery' );

add_action(
	'after_setup_theme',
	function (): void {
		add_theme_support( 'post-thumbnails' );
		add_theme_support( 'editor-styles' );
		$sheets = array_map( fn ( string $name ): string => "assets/css/{$name}.css", STYLES );
		add_editor_style( array_merge( $sheets, array( 'blocks.css', 'editor.css' ) ) );
		add_post_type_support( 'page', 'excerpt' );
	}
);

add_action(
	'wp_enqueue_scripts',
	function (): void {
		$version = wp_get_theme()->get( 'Version' );
		$before  = array();
		foreach ( STYLES as $name ) {
			wp_enqueue_style( "clinic-{$name}", get_theme_file_uri( "assets/css/{$name}.css" ), $before, $version );
			$before = array( "clinic-{$name}" );
		}
		wp_enqueue_style( 'clinic-blocks', get_theme_file_uri( 'blocks.css' ), $before, $version );
		wp_enqueue_style( 'clinic-print', get_theme_file_uri( 'assets/css/print.css' ), array(), $version, 'print' );
		// Before the first paint, or a page flashes in the scheme that its visitor did not choose.
		wp_enqueue_script( 'clinic-scheme', get_theme_file_uri( 'assets/js/scheme.js' ), array(), $version, false );
		wp_enqueue_script( 'clinic-site', get_theme_file_uri( 'site.js' ), array(), $version, true );
		if ( is_page() ) {
			wp_enqueue_script( 'clinic-forms', get_theme_file_uri( 'assets/js/forms.js' ), array(), $version, true );
		}
		if ( is_singular() && comments_open() ) {
			wp_enqueue_script( 'comment-reply' );
		}
	}
);

add_filter(
	'body_class',
	// The design calls a list of findings so, and WordPress the whole page of one.
	fn ( array $classes ): array => array_values( array_diff( $classes, array( 'search-results' ) ) )
);

add_filter(
	'language_attributes',
	function ( string $attributes ): string {
		if ( is_admin() ) {
			return $attributes;
		}
		$accent = esc_attr( (string) answer( 'accent' ) );
		$scheme = esc_attr( (string) answer( 'color_scheme' ) );
		return "{$attributes} data-accent=\"{$accent}\" data-scheme=\"{$scheme}\"";
	}
);
