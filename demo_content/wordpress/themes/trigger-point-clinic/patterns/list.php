<?php
/**
 * Title: List of articles
 * Slug: trigger-point-clinic/list
 * Inserter: no
 *
 * @package trigger-point-clinic
 */

?>
<!-- wp:query {"query":{"inherit":true,"perPage":4,"pages":0,"offset":0,"postType":"post","order":"desc","orderBy":"date","author":"","search":"","exclude":[],"sticky":""},"className":"wrap"} -->
<div class="wp-block-query wrap"><!-- wp:post-template {"className":"cards"} -->
<!-- wp:group {"tagName":"article","className":"card","layout":{"type":"default"}} -->
<article class="wp-block-group card"><!-- wp:post-featured-image {"className":"card-media"} /-->

<!-- wp:group {"className":"card-body","layout":{"type":"default"}} -->
<div class="wp-block-group card-body"><!-- wp:post-terms {"term":"category","className":"card-kicker"} /-->

<!-- wp:post-title {"isLink":true,"className":"card-title"} /-->

<!-- wp:post-excerpt {"className":"card-text"} /-->

<!-- wp:group {"className":"card-meta","layout":{"type":"default"}} -->
<div class="wp-block-group card-meta"><!-- wp:post-author {"showAvatar":false,"showBio":false} /-->

<!-- wp:post-date {"className":"has-minutes"} /--></div>
<!-- /wp:group --></div>
<!-- /wp:group --></article>
<!-- /wp:group -->
<!-- /wp:post-template -->

<!-- wp:query-pagination {"className":"pager","layout":{"type":"default"}} -->
<!-- wp:query-pagination-previous {"label":"Newer"} /-->

<!-- wp:query-pagination-numbers /-->

<!-- wp:query-pagination-next {"label":"Older"} /-->
<!-- /wp:query-pagination -->

<!-- wp:query-no-results -->
<!-- wp:paragraph -->
<p>Nothing has been written here yet.</p>
<!-- /wp:paragraph -->
<!-- /wp:query-no-results --></div>
<!-- /wp:query -->
