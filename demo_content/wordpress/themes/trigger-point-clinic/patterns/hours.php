<?php
/**
 * Title: Opening hours
 * Slug: trigger-point-clinic/hours
 * Categories: text
 *
 * @package trigger-point-clinic
 */

?>
<!-- wp:html -->
<table class="hours">
<caption class="visually-hidden">Opening hours</caption>
<tbody>
<tr><th scope="row">Monday</th><td>09:00 to 19:00</td></tr>
<tr><th scope="row">Tuesday</th><td>09:00 to 19:00</td></tr>
<tr><th scope="row">Wednesday</th><td>12:00 to 20:30</td></tr>
<tr><th scope="row">Thursday</th><td>09:00 to 19:00</td></tr>
<tr><th scope="row">Friday</th><td>09:00 to 17:00</td></tr>
<tr><th scope="row">Saturday</th><td>10:00 to 14:00</td></tr>
<tr><th scope="row">Sunday</th><td>closed</td></tr>
</tbody>
</table>
<!-- /wp:html -->
