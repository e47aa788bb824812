<?php
/**
 * The theme's own code: what blocks of the core cannot say by themselves.
 *
 * @package trigger-point-clinic
 */

declare( strict_types = 1 );

namespace TriggerPointClinic;

require_once __DIR__ . '/inc/answers.php';
require_once __DIR__ . '/inc/assets.php';
require_once __DIR__ . '/inc/head.php';
require_once __DIR__ . '/inc/people.php';
require_once __DIR__ . '/inc/articles.php';
require_once __DIR__ . '/inc/lists.php';
require_once __DIR__ . '/inc/gallery.php';
require_once __DIR__ . '/inc/redirects.php';
