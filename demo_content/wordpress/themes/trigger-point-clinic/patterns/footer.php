<?php
/**
 * Title: Footer
 * Slug: trigger-point-clinic/footer
 * Categories: footer
 * Block Types: core/template-part/footer
 *
 * @package trigger-point-clinic
 */

use function TriggerPointClinic\answer;
use function TriggerPointClinic\email_link;
use function TriggerPointClinic\icon;
use function TriggerPointClinic\navigation;
use function TriggerPointClinic\phone_link;
?>
<!-- wp:group {"tagName":"footer","className":"footer","layout":{"type":"default"}} -->
<footer class="wp-block-group footer"><!-- wp:group {"className":"wrap footer-grid","layout":{"type":"default"}} -->
<div class="wp-block-group wrap footer-grid"><!-- wp:group {"className":"footer-about","layout":{"type":"default"}} -->
<div class="wp-block-group footer-about"><!-- wp:site-title {"level":2,"isLink":false,"className":"footer-name"} /-->

<!-- wp:site-tagline /-->

<!-- wp:html -->
<ul class="footer-list">
<li><?php echo icon( 'map-pin' ), esc_html( answer( 'street_address' ) ); ?></li>
<li><?php echo icon( 'phone' ), phone_link(); ?></li>
<li><?php echo icon( 'mail' ), email_link(); ?></li>
</ul>
<!-- /wp:html --></div>
<!-- /wp:group -->

<!-- wp:group {"layout":{"type":"default"}} -->
<div class="wp-block-group"><!-- wp:heading {"className":"footer-title"} -->
<h2 class="wp-block-heading footer-title">Opening hours</h2>
<!-- /wp:heading -->

<!-- wp:pattern {"slug":"trigger-point-clinic/hours"} /--></div>
<!-- /wp:group -->

<!-- wp:group {"layout":{"type":"default"}} -->
<div class="wp-block-group"><!-- wp:heading {"className":"footer-title"} -->
<h2 class="wp-block-heading footer-title">Around the site</h2>
<!-- /wp:heading -->

<!-- wp:navigation {<?php echo navigation( 'footer' ); ?>"overlayMenu":"never","className":"footer-list","ariaLabel":"Around the site","layout":{"type":"flex","orientation":"vertical"}} /--></div>
<!-- /wp:group -->

<!-- wp:group {"layout":{"type":"default"}} -->
<div class="wp-block-group"><!-- wp:heading {"className":"footer-title"} -->
<h2 class="wp-block-heading footer-title">In the journal</h2>
<!-- /wp:heading -->

<!-- wp:categories {"className":"footer-list"} /-->

<!-- wp:html -->
<p class="footer-feed"><a class="with-icon" href="<?php echo esc_url( get_feed_link() ); ?>"><?php echo icon( 'rss' ); ?>New articles by RSS</a></p>
<!-- /wp:html --></div>
<!-- /wp:group --></div>
<!-- /wp:group -->

<!-- wp:html -->
<div class="wrap footer-end">
<p><?php echo esc_html( get_bloginfo( 'name' ) ); ?>. Articles are no substitute for an examination.</p>
<p><a href="#content">Back to the top</a></p>
</div>
<!-- /wp:html --></footer>
<!-- /wp:group -->
