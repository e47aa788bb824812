<?php
/**
 * The answers of whoever installed the site, and the small parts that patterns make of them.
 *
 * @package trigger-point-clinic
 */

declare( strict_types = 1 );

namespace TriggerPointClinic;

/**
 * Return an answer; '' for one that was never asked.
 *
 * @param string $key The option's name in launcher.yaml.
 * @return string|bool|int
 */
function answer( string $key ) {
	static $answers = null;
	if ( null === $answers ) {
		$answers = require get_theme_file_path( 'answers.php' );
	}
	return $answers[ $key ] ?? '';
}

/**
 * Return an icon as SVG that takes the colour of the text; '' for a name that has none.
 *
 * @param string $name A file of the folder icons.
 */
function icon( string $name ): string {
	$file = get_theme_file_path( 'icons/' . basename( $name ) . '.svg' );
	$svg  = is_readable( $file ) ? trim( (string) file_get_contents( $file ) ) : '';
	return '' === $svg ? '' : '<span class="icon icon-' . esc_attr( $name ) . '" aria-hidden="true">' . $svg . '</span>';
}

/**
 * Return the contact address in two parts, which people can read and harvesters cannot; a script joins them to a link.
 */
function email_link(): string {
	$parts = explode( '@', (string) answer( 'contact_email' ), 2 );
	if ( 2 !== count( $parts ) ) {
		return esc_html( $parts[0] );
	}
	list( $user, $host ) = array_map( 'esc_html', $parts );
	return "<a class=\"email\" data-user=\"{$user}\" data-host=\"{$host}\">{$user} [at] {$host}</a>";
}

/**
 * Return the phone number as a link that phones understand.
 */
function phone_link(): string {
	$number = (string) answer( 'phone' );
	return '<a class="phone" href="tel:' . preg_replace( '/[^+0-9]/', '', $number ) . '">' . esc_html( $number ) . '</a>';
}

/**
 * Return the attribute by which a navigation block finds its menu; '' where there is no menu of that name, and the
 * block then shows the pages of the site.
 *
 * @param string $slug The slug of a navigation menu.
 */
function navigation( string $slug ): string {
	$menu = get_page_by_path( $slug, OBJECT, 'wp_navigation' );
	return $menu instanceof \WP_Post ? '"ref":' . $menu->ID . ',' : '';
}
