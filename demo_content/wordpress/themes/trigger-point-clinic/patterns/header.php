<?php
/**
 * Title: Header
 * Slug: trigger-point-clinic/header
 * Categories: header
 * Block Types: core/template-part/header
 *
 * @package trigger-point-clinic
 */

use function TriggerPointClinic\answer;
use function TriggerPointClinic\email_link;
use function TriggerPointClinic\icon;
use function TriggerPointClinic\navigation;
use function TriggerPointClinic\phone_link;
?>
<?php if ( answer( 'show_notice' ) ) : ?>
<!-- wp:html -->
<aside class="notice" aria-label="About this sample site" data-notice>
<p class="wrap"><?php echo icon( 'info' ); ?><span>Everything here is <strong>sample content</strong> that stands for a live site. The launcher installs an equivalent of the demo, and images are replaced with sample images. <a href="<?php echo esc_url( home_url( '/sample-content/' ) ); ?>">What that means</a></span>
<button class="icon-button" type="button" hidden data-notice-close><?php echo icon( 'close' ); ?><span class="visually-hidden">Close this notice</span></button></p>
</aside>
<!-- /wp:html -->
<?php endif; ?>

<!-- wp:html -->
<section class="strip" aria-label="Contact details">
<div class="wrap strip-row">
<p class="strip-item"><?php echo icon( 'mail' ), email_link(); ?></p>
<p class="strip-item"><?php echo icon( 'phone' ), phone_link(); ?></p>
<p class="strip-item strip-address"><?php echo icon( 'map-pin' ), esc_html( answer( 'street_address' ) ); ?></p>
</div>
</section>
<!-- /wp:html -->

<!-- wp:group {"tagName":"header","className":"header","layout":{"type":"default"}} -->
<header class="wp-block-group header"><!-- wp:group {"className":"wrap header-row","layout":{"type":"default"}} -->
<div class="wp-block-group wrap header-row"><!-- wp:group {"className":"brand","layout":{"type":"default"}} -->
<div class="wp-block-group brand"><!-- wp:html -->
<span class="brand-mark" aria-hidden="true"><?php echo icon( 'mark' ); ?></span>
<!-- /wp:html -->

<!-- wp:site-title {"level":0,"className":"brand-name"} /--></div>
<!-- /wp:group -->

<!-- wp:navigation {<?php echo navigation( 'main' ); ?>"overlayMenu":"mobile","className":"main-menu","ariaLabel":"Main"} /-->

<!-- wp:buttons {"className":"nav-action","layout":{"type":"default"}} -->
<div class="wp-block-buttons nav-action"><!-- wp:button -->
<div class="wp-block-button"><a class="wp-block-button__link wp-element-button" href="<?php echo esc_url( home_url( '/contact/' ) ); ?>">Book a massage</a></div>
<!-- /wp:button --></div>
<!-- /wp:buttons -->

<!-- wp:html -->
<div class="header-tools">
<a class="icon-button" href="<?php echo esc_url( home_url( '/?s=' ) ); ?>"><?php echo icon( 'search' ); ?><span class="visually-hidden">Search</span></a>
<button class="icon-button scheme-button" type="button" hidden data-scheme-button><?php echo icon( 'sun' ), icon( 'moon' ); ?><span class="scheme-auto" aria-hidden="true"></span><span class="visually-hidden" data-scheme-label>Colour scheme</span></button>
</div>
<!-- /wp:html --></div>
<!-- /wp:group --></header>
<!-- /wp:group -->
