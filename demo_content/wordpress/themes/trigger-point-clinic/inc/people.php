<?php
/**
 * People: portraits of authors, initials of everybody else. No page asks another host for a face.
 *
 * @package trigger-point-clinic
 */

declare( strict_types = 1 );

namespace TriggerPointClinic;

add_filter( 'pre_get_avatar', __NAMESPACE__ . '\face', 10, 3 );
add_filter( 'render_block_core/post-author', __NAMESPACE__ . '\job_title', 10, 2 );
add_filter( 'render_block_core/comment-author-name', __NAMESPACE__ . '\mark_author', 10, 3 );

/**
 * Return the id of the user that an avatar is asked for; 0 for a visitor.
 *
 * @param mixed $whom What get_avatar() takes: an id, an address, a user, post or comment.
 */
function user_of( $whom ): int {
	if ( $whom instanceof \WP_Comment ) {
		return (int) $whom->user_id;
	}
	if ( $whom instanceof \WP_Post ) {
		return (int) $whom->post_author;
	}
	if ( $whom instanceof \WP_User ) {
		return $whom->ID;
	}
	return is_numeric( $whom ) ? (int) $whom : 0;
}

/**
 * Return the portrait of an author, or the first letter of a name.
 *
 * @param string|null         $avatar What is known so far.
 * @param mixed               $whom   What get_avatar() takes.
 * @param array<string,mixed> $asked  Its size and class.
 */
function face( $avatar, $whom, array $asked ): ?string {
	if ( is_admin() || null !== $avatar ) {
		return $avatar;
	}
	$user     = user_of( $whom );
	$portrait = $user ? (int) get_user_meta( $user, 'portrait', true ) : 0;
	if ( $portrait && ! $whom instanceof \WP_Comment ) {
		$size  = (int) $asked['size'];
		$image = wp_get_attachment_image( $portrait, array( $size, $size ), false, array( 'class' => 'face', 'alt' => '' ) );
		return '' !== $image ? $image : null;
	}
	$name   = $whom instanceof \WP_Comment ? $whom->comment_author : ( $user ? get_the_author_meta( 'display_name', $user ) : '' );
	$letter = '' !== $name ? mb_substr( $name, 0, 1 ) : '?';
	return '<span class="comment-face" aria-hidden="true">' . esc_html( $letter ) . '</span>';
}

/**
 * Put an author's job below the name in the box about them, and their words below that.
 *
 * @param string              $html  The rendered block.
 * @param array<string,mixed> $block The block.
 */
function job_title( string $html, array $block ): string {
	$classes = explode( ' ', (string) ( $block['attrs']['className'] ?? '' ) );
	$user    = (int) get_post_field( 'post_author', get_the_ID() );
	if ( ! in_array( 'author-box', $classes, true ) ) {
		return $html;
	}
	$job = esc_html( (string) get_user_meta( $user, 'job_title', true ) );
	return str_replace( '<p class="wp-block-post-author__bio"', "<p class=\"author-box-role\">{$job}</p><p class=\"wp-block-post-author__bio\"", $html );
}

/**
 * Mark the comments of an article's own author.
 *
 * @param string              $html     The rendered block.
 * @param array<string,mixed> $block    The block.
 * @param \WP_Block           $instance The block with its context.
 */
function mark_author( string $html, array $block, \WP_Block $instance ): string {
	$comment = get_comment( $instance->context['commentId'] ?? 0 );
	$post    = $comment ? get_post( (int) $comment->comment_post_ID ) : null;
	if ( ! $comment || ! $post || ! $comment->user_id || (int) $comment->user_id !== (int) $post->post_author ) {
		return $html;
	}
	return (string) preg_replace( '/<\/(div|p)>\s*$/', ' <span class="comment-badge">Author</span></$1>', $html );
}
