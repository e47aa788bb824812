<?php
/**
 * Old addresses of posts and pages, each kept in a meta field: they lead on for good.
 *
 * @package trigger-point-clinic
 */

declare( strict_types = 1 );

namespace TriggerPointClinic;

// Before WordPress guesses an address that begins like the one that is not there.
add_action( 'template_redirect', __NAMESPACE__ . '\lead_on', 9 );

/**
 * Lead from an address that nothing has any more to the post or page that had it.
 */
function lead_on(): void {
	if ( ! is_404() ) {
		return;
	}
	$home  = (string) wp_parse_url( home_url( '/' ), PHP_URL_PATH );
	$asked = (string) wp_parse_url( (string) ( $_SERVER['REQUEST_URI'] ?? '' ), PHP_URL_PATH ); // phpcs:ignore WordPress.Security -- compared alone
	$path  = '/' . trim( substr( $asked, strlen( rtrim( $home, '/' ) ) ), '/' );
	$found = get_posts(
		array(
			'post_type'   => array( 'post', 'page' ),
			'numberposts' => 1,
			'meta_query'  => array( array( 'key' => 'redirect_from', 'value' => array( $path, "{$path}/" ), 'compare' => 'IN' ) ),
		)
	);
	if ( $found ) {
		wp_safe_redirect( (string) get_permalink( $found[0] ), 301 );
		exit;
	}
}
