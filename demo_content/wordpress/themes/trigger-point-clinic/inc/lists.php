<?php
/**
 * Lists of articles: what to read next, and the heads of archives.
 *
 * @package trigger-point-clinic
 */

declare( strict_types = 1 );

namespace TriggerPointClinic;

add_filter( 'query_loop_block_query_vars', __NAMESPACE__ . '\choose_related', 10, 2 );
add_filter( 'render_block_core/query-title', __NAMESPACE__ . '\finish_title', 10, 2 );
add_filter( 'render_block_core/post-terms', __NAMESPACE__ . '\finish_terms', 10, 2 );
add_filter( 'render_block_core/navigation-link', __NAMESPACE__ . '\mark_journal', 10, 2 );
add_filter( 'render_block_core/query', __NAMESPACE__ . '\drop_empty', 10, 2 );

/**
 * Leave the article that one reads out of the list of others, its own categories first.
 *
 * @param array<string,mixed> $query The query's variables.
 * @param \WP_Block           $block The block that asks.
 * @return array<string,mixed>
 */
function choose_related( array $query, \WP_Block $block ): array {
	if ( empty( $block->context['query']['related'] ) || ! is_singular( 'post' ) ) {
		return $query;
	}
	$post    = get_queried_object_id();
	$near    = array( 'post_type' => 'post', 'fields' => 'ids', 'numberposts' => 3, 'exclude' => array( $post ) );
	$terms   = wp_get_post_terms( $post, array( 'category', 'post_tag' ), array( 'fields' => 'tt_ids' ) );
	$related = get_posts( $near + array( 'tax_query' => array( array( 'taxonomy' => 'category', 'field' => 'term_taxonomy_id', 'terms' => $terms ), array( 'taxonomy' => 'post_tag', 'field' => 'term_taxonomy_id', 'terms' => $terms ), 'relation' => 'OR' ) ) );
	$others  = get_posts( array_merge( $near, array( 'exclude' => array_merge( array( $post ), $related ) ) ) );
	$ids     = array_slice( array_merge( $related, $others ), 0, 3 );
	// Where there is no other article, nothing is to be found.
	return array_merge( $query, array( 'post__in' => $ids ? $ids : array( 0 ), 'orderby' => 'post__in', 'ignore_sticky_posts' => true ) );
}

/**
 * Say above an archive what kind it is; an author's has a portrait and a few words as well.
 *
 * @param string              $html  The rendered block.
 * @param array<string,mixed> $block The block.
 */
function finish_title( string $html, array $block ): string {
	if ( has_class( $block, 'search-title' ) ) {
		return (string) preg_replace( '/(<h1\b[^>]*>).*(<\/h1>)/s', '$1Search$2', $html ) . found();
	}
	if ( ! has_class( $block, 'archive-title' ) ) {
		return $html;
	}
	$title = is_author() ? (string) get_queried_object()->display_name : wp_strip_all_tags( single_term_title( '', false ) ?? '' );
	if ( '' === $title ) {
		return $html;
	}
	$html = (string) preg_replace( '/(<h1\b[^>]*>).*(<\/h1>)/s', '${1}' . str_replace( '$', '\$', esc_html( $title ) ) . '$2', $html );
	if ( ! is_author() ) {
		$kind = is_tag() ? array( 'tag', 'Tag' ) : array( 'folder', 'Category' );
		$count   = (int) get_queried_object()->count;
		$journal = esc_url( (string) get_post_type_archive_link( 'post' ) );
		return '<p class="eyebrow">' . icon( $kind[0] ) . $kind[1] . '</p>' . $html
			. "<p class=\"lead\">{$count} article" . ( 1 === $count ? '' : 's' ) . " in <a href=\"{$journal}\">the journal</a>.</p>";
	}
	$user     = (int) get_queried_object_id();
	$portrait = wp_get_attachment_image( (int) get_user_meta( $user, 'portrait', true ), 'medium_large', false, array( 'class' => 'author-portrait' ) );
	return '<div class="author-head">' . $portrait . '<div><p class="eyebrow">' . esc_html( (string) get_user_meta( $user, 'job_title', true ) ) . '</p>'
		. $html . '<p class="lead">' . esc_html( (string) get_the_author_meta( 'description', $user ) ) . '</p></div></div>';
}

/**
 * Say how many pages a search found.
 */
function found(): string {
	$words = get_search_query();
	$count = (int) $GLOBALS['wp_query']->found_posts;
	return '' === $words ? '' : '<p class="search-status" role="status">' . ( $count ? $count : 'No' ) . ' page' . ( 1 === $count ? '' : 's' ) . " for “{$words}”.</p>";
}

/**
 * Show one category on a card, and tags as a list.
 *
 * @param string              $html  The rendered block.
 * @param array<string,mixed> $block The block.
 */
function finish_terms( string $html, array $block ): string {
	if ( has_class( $block, 'card-kicker' ) ) {
		return (string) preg_replace( '/(<\/a>).*(<\/div>)/s', '$1$2', $html, 1 );
	}
	return has_class( $block, 'chips' ) ? str_replace( 'rel="tag"', 'rel="tag" class="chip"', $html ) : $html;
}

/**
 * Show no list of related articles where there is none.
 *
 * @param string              $html  The rendered block.
 * @param array<string,mixed> $block The block.
 */
function drop_empty( string $html, array $block ): string {
	return ! empty( $block['attrs']['query']['related'] ) && false === strpos( $html, '<li' ) ? '' : $html;
}

/**
 * Mark the journal in menus while one reads in it.
 *
 * @param string              $html  The rendered block.
 * @param array<string,mixed> $block The block.
 */
function mark_journal( string $html, array $block ): string {
	$journal = (int) get_option( 'page_for_posts' );
	$here    = is_singular( 'post' ) || is_category() || is_tag() || is_author();
	return $here && $journal && (int) ( $block['attrs']['id'] ?? 0 ) === $journal
		? (string) preg_replace( '/class="/', 'class="current-menu-item ', $html, 1 )
		: $html;
}
