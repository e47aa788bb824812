<?php
/**
 * Around an article: reading time, contents, captions, and a few words of the comment form.
 *
 * @package trigger-point-clinic
 */

declare( strict_types = 1 );

namespace TriggerPointClinic;

/** Words a minute that a person reads. */
const READING_SPEED = 220;

add_filter( 'render_block_core/post-date', __NAMESPACE__ . '\add_facts', 10, 3 );
add_filter( 'render_block_core/post-content', __NAMESPACE__ . '\add_contents', 10, 2 );
add_filter( 'render_block_core/post-featured-image', __NAMESPACE__ . '\finish_picture', 10, 2 );
add_filter( 'render_block_core/comments-title', __NAMESPACE__ . '\count_comments' );
add_filter( 'comment_form_defaults', __NAMESPACE__ . '\comment_form' );
add_filter( 'comment_form_fields', __NAMESPACE__ . '\order_fields' );

/**
 * Say whether a block has a class.
 *
 * @param array<string,mixed> $block The block.
 * @param string              $name  The class.
 */
function has_class( array $block, string $name ): bool {
	return in_array( $name, explode( ' ', (string) ( $block['attrs']['className'] ?? '' ) ), true );
}

/**
 * Return how many minutes it takes to read a post, at least one.
 *
 * @param int $post Its id.
 */
function minutes( int $post ): int {
	$text = wp_strip_all_tags( strip_shortcodes( (string) get_post_field( 'post_content', $post ) ) );
	return max( 1, (int) round( count( (array) preg_split( '/\s+/', trim( $text ) ) ) / READING_SPEED ) );
}

/**
 * Add the reading time and the number of comments to a date that asks for them, and words to one of a change.
 *
 * @param string              $html     The rendered block.
 * @param array<string,mixed> $block    The block.
 * @param \WP_Block           $instance The block with its context.
 */
function add_facts( string $html, array $block, \WP_Block $instance ): string {
	$post = (int) ( $instance->context['postId'] ?? 0 );
	if ( has_class( $block, 'article-updated' ) ) {
		$same = get_the_date( 'Y-m-d', $post ) === get_the_modified_date( 'Y-m-d', $post );
		return $same ? '' : (string) preg_replace( '/(<time\b)/', icon( 'clock' ) . '<span>Last looked over on $1', str_replace( '</time>', '</time>.</span>', $html ) );
	}
	if ( has_class( $block, 'has-minutes' ) ) {
		$html .= '<span>' . minutes( $post ) . ' min read</span>';
	}
	if ( has_class( $block, 'has-comments' ) ) {
		$count = get_comments_number( $post );
		$html .= '<a href="#comments">' . icon( 'comment' ) . "{$count} comment" . ( '1' === (string) $count ? '' : 's' ) . '</a>';
	}
	return $html;
}

/**
 * Put a list of its headings before an article that has more than two.
 *
 * @param string              $html  The rendered block.
 * @param array<string,mixed> $block The block.
 */
function add_contents( string $html, array $block ): string {
	if ( ! is_single() || ! has_class( $block, 'prose' ) ) {
		return $html;
	}
	preg_match_all( '/<h([23])\b[^>]*\bid="([^"]+)"[^>]*>(.*?)<\/h\1>/s', $html, $headings, PREG_SET_ORDER );
	if ( count( $headings ) < 3 ) {
		return $html;
	}
	$entries = '';
	foreach ( $headings as list( , $level, $id, $title ) ) {
		$entries .= "<li class=\"toc-level-{$level}\"><a href=\"#{$id}\">" . esc_html( wp_strip_all_tags( $title ) ) . '</a></li>';
	}
	return '<nav class="toc" aria-labelledby="toc-title"><h2 class="toc-title" id="toc-title">In this article</h2><ol>'
		. $entries . '</ol></nav>' . $html;
}

/**
 * Give the picture above an article its caption, and a card without a picture a drawing.
 *
 * @param string              $html  The rendered block.
 * @param array<string,mixed> $block The block.
 */
function finish_picture( string $html, array $block ): string {
	if ( '' === $html ) {
		return has_class( $block, 'card-media' )
			? '<div class="card-media card-media-empty"><span class="card-mark" aria-hidden="true"></span></div>'
			: '';
	}
	if ( has_class( $block, 'card-media' ) ) {
		// The title beside it says what a card leads to.
		return (string) preg_replace( '/\balt="[^"]*"/', 'alt=""', $html );
	}
	$caption = has_class( $block, 'article-picture' ) ? wp_get_attachment_caption( (int) get_post_thumbnail_id() ) : '';
	return $caption ? str_replace( '</figure>', '<figcaption>' . esc_html( $caption ) . '</figcaption></figure>', $html ) : $html;
}

/**
 * Say in the form what becomes of a comment, and which XHTML it may use.
 *
 * @param array<string,mixed> $form The form's texts.
 * @return array<string,mixed>
 */
function comment_form( array $form ): array {
	$allowed = '';
	foreach ( explode( '&gt; ', rtrim( allowed_tags() ) . ' ' ) as $tag ) {
		$allowed .= '' === $tag ? '' : "<code>{$tag}&gt;</code> ";
	}
	$form['title_reply']          = 'Leave a comment';
	$form['label_submit']         = 'Send the comment';
	$form['comment_notes_before'] = '<p class="comment-notes">Your email address is not shown. Comments appear once somebody here has read them.</p>';
	$form['comment_notes_after']  = '<div class="form-allowed"><p id="allowed-label">You may use these XHTML tags and attributes; anything else is removed:</p>'
		. '<p class="allowed" aria-labelledby="allowed-label" role="group">' . $allowed . '</p></div>';
	return $form;
}

/**
 * Ask who one is before what one has to say.
 *
 * @param array<string,string> $fields The form's fields.
 * @return array<string,string>
 */
function order_fields( array $fields ): array {
	$comment = $fields['comment'] ?? '';
	$consent = $fields['cookies'] ?? '';
	unset( $fields['comment'], $fields['cookies'] );
	return array_filter( $fields + array( 'comment' => $comment, 'cookies' => $consent ) );
}

/**
 * Say how many comments there are in the words of the site.
 *
 * @param string $html The rendered block.
 */
function count_comments( string $html ): string {
	$count = (int) get_comments_number();
	if ( 0 === $count ) {
		$invited = comments_open() ? '<p>Be the first. We read every one of them, usually over tea.</p>' : '';
		return '<h2 id="comments" class="wp-block-comments-title">No comments yet</h2>' . $invited;
	}
	return (string) preg_replace( '/(<h2\b[^>]*>).*(<\/h2>)/s', '${1}' . $count . ' comment' . ( 1 === $count ? '' : 's' ) . '$2', $html );
}
