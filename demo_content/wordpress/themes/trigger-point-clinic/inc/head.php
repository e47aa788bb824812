<?php
/**
 * What search engines, cards of other sites and browser tabs are told about a page.
 *
 * @package trigger-point-clinic
 */

declare( strict_types = 1 );

namespace TriggerPointClinic;

add_action( 'wp_head', __NAMESPACE__ . '\print_description', 5 );
add_action( 'wp_head', __NAMESPACE__ . '\print_icons', 5 );

/**
 * Return what the current page is about, in a sentence or two.
 */
function description(): string {
	if ( is_singular() ) {
		$own = (string) get_post_meta( get_queried_object_id(), 'description', true );
		return '' !== $own ? $own : wp_strip_all_tags( get_the_excerpt( get_queried_object_id() ) );
	}
	return (string) get_bloginfo( 'description' );
}

/**
 * Print the description and the tags of social cards.
 */
function print_description(): void {
	$about   = description();
	$picture = is_singular() ? (string) get_the_post_thumbnail_url( null, 'full' ) : '';
	$card    = array(
		'og:site_name'   => get_bloginfo( 'name' ),
		'og:type'        => is_single() ? 'article' : 'website',
		'og:title'       => is_front_page() ? get_bloginfo( 'name' ) : wp_get_document_title(),
		'og:description' => $about,
		'og:image'       => '' !== $picture ? $picture : get_theme_file_uri( 'images/social-card.png' ),
	);
	if ( is_singular() ) {
		$card['og:url'] = (string) get_permalink();
	}
	echo '<meta name="description" content="', esc_attr( $about ), "\">\n<meta name=\"color-scheme\" content=\"light dark\">\n";
	foreach ( $card as $name => $content ) {
		printf( "<meta property=\"%s\" content=\"%s\">\n", esc_attr( $name ), esc_attr( $content ) );
	}
	echo "<meta name=\"twitter:card\" content=\"summary_large_image\">\n";
}

/**
 * Print the theme's icon where the site has none of its own.
 */
function print_icons(): void {
	if ( has_site_icon() ) {
		return;
	}
	$folder = get_theme_file_uri( 'assets/icons' );
	printf( "<link rel=\"icon\" href=\"%s\" sizes=\"192x192\">\n", esc_url( "{$folder}/icon-192.png" ) );
	printf( "<link rel=\"icon\" href=\"%s\" type=\"image/svg+xml\">\n", esc_url( "{$folder}/favicon.svg" ) );
	printf( "<link rel=\"apple-touch-icon\" href=\"%s\">\n", esc_url( "{$folder}/apple-touch-icon.png" ) );
}
