<?php

declare(strict_types=1);

namespace Launcher;

/** What WordPress's database makes of the slugs of posts and terms. */
final class Slug
{
    private const LONGEST = 200;

    /** A slug in the form in which two are one for the collation of the columns, and so for whoever asks for it. */
    public static function folded(string $slug): string
    {
        return strtolower(remove_accents($slug));
    }

    /** A slug with a number, cut as wp_unique_post_slug cuts it where it would be too long. */
    public static function numbered(string $slug, int $number): string
    {
        $room = self::LONGEST - strlen("-$number");
        // Where there is no sign to keep whole, WordPress cuts bytes, which a database refuses within a letter.
        $cut = strpos($slug, '%') === false ? mb_substr($slug, 0, $room, 'UTF-8') : _truncate_post_slug($slug, $room);
        return "$cut-$number";
    }
}
