<?php
// What the launcher asks before an install; a fresh installation writes its own answers here.
return array(
	'contact_email'  => 'hello@example.com',
	'phone'          => '+001 0231 123 32',
	'street_address' => '12 Linden Lane, Millbrook',
	'accent'         => 'pine',
	'color_scheme'   => 'auto',
	'show_notice'    => true,
);
