<?php
/**
 * Galleries: rows of pictures that keep their shape, with a large view of each.
 *
 * @package trigger-point-clinic
 */

declare( strict_types = 1 );

namespace TriggerPointClinic;

add_filter( 'render_block_core/gallery', __NAMESPACE__ . '\finish_gallery', 10, 2 );

/**
 * Give each picture of the design's gallery its shape, and the gallery its large view.
 *
 * @param string              $html  The rendered block.
 * @param array<string,mixed> $block The block.
 */
function finish_gallery( string $html, array $block ): string {
	if ( ! has_class( $block, 'gallery' ) ) {
		return $html;
	}
	wp_enqueue_script( 'clinic-gallery', get_theme_file_uri( 'assets/js/gallery.js' ), array(), wp_get_theme()->get( 'Version' ), true );
	$html = (string) preg_replace( '/<figure\b/', '<figure data-gallery', $html, 1 );
	$html = (string) preg_replace_callback(
		'/<figure (?=class="wp-block-image)(.*?<img\b[^>]*\bwp-image-(\d+))/s',
		function ( array $found ): string {
			$data  = wp_get_attachment_metadata( (int) $found[2] );
			$ratio = empty( $data['width'] ) || empty( $data['height'] ) ? 1.5 : round( $data['width'] / $data['height'], 4 );
			return "<figure style=\"--ratio: {$ratio}\" {$found[1]}";
		},
		$html
	);
	return $html . lightbox();
}

/**
 * Return the large view, which a script fills.
 */
function lightbox(): string {
	$button = fn ( string $name, string $sign, string $label ): string => "<button class=\"icon-button lightbox-{$name}\" type=\"button\" data-lightbox-{$name}>"
		. icon( $sign ) . "<span class=\"visually-hidden\">{$label}</span></button>";
	return '<dialog class="lightbox" aria-label="Picture" data-lightbox><figure class="lightbox-figure"><div data-lightbox-picture></div>'
		. '<figcaption><span data-lightbox-caption></span> <span class="lightbox-count" data-lightbox-count></span></figcaption></figure>'
		. $button( 'close', 'close', 'Close' ) . $button( 'previous', 'arrow-left', 'Previous picture' ) . $button( 'next', 'arrow-right', 'Next picture' )
		. '</dialog>';
}
