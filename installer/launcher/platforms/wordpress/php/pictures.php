<?php

declare(strict_types=1);

namespace Launcher;

/** What WordPress knows about an attachment's picture. */
final class Pictures
{
    /** As wp_generate_attachment_metadata() writes it, of those sizes whose file exists. */
    public static function metadata(\stdClass $file, string $uploads): array
    {
        $path = $file->path;
        $metadata = ['width' => (int) $file->width, 'height' => (int) $file->height, 'file' => $path];
        if (is_file("$uploads/$path")) {
            $metadata['filesize'] = filesize("$uploads/$path");
        }
        $metadata['sizes'] = [];
        foreach (self::inOrder((array) ($file->sizes ?? [])) as $name => $size) {
            $sized = self::sizedPath($path, (int) $size->width, (int) $size->height);
            if (!is_file("$uploads/$sized")) {
                continue;
            }
            $metadata['sizes'][$name] = [
                'file' => wp_basename($sized),
                'width' => (int) $size->width,
                'height' => (int) $size->height,
                'mime-type' => wp_check_filetype($sized)['type'] ?: 'application/octet-stream',
                'filesize' => filesize("$uploads/$sized"),
            ];
        }
        $metadata['image_meta'] = [
            'aperture' => '0', 'credit' => '', 'camera' => '', 'caption' => '', 'created_timestamp' => '0',
            'copyright' => '', 'focal_length' => '0', 'iso' => '0', 'shutter_speed' => '0', 'title' => '',
            'orientation' => '0', 'keywords' => [],
        ];
        return $metadata;
    }

    /** Sizes in the order in which WordPress makes them. */
    private static function inOrder(array $sizes): array
    {
        $first = ['medium', 'large', 'thumbnail', 'medium_large'];
        $order = array_flip(array_merge($first, array_diff(array_keys(wp_get_registered_image_subsizes()), $first)));
        $last = count($order);
        uksort($sizes, static fn ($one, $other): int => ($order[$one] ?? $last) <=> ($order[$other] ?? $last));
        return $sizes;
    }

    /** Where a size lies, as it was laid out: the ending in small letters, as WordPress itself writes it. */
    private static function sizedPath(string $path, int $width, int $height): string
    {
        $ending = strrpos(wp_basename($path), '.') === false ? '' : (string) strrchr($path, '.');
        return substr($path, 0, strlen($path) - strlen($ending)) . "-{$width}x{$height}" . strtolower($ending);
    }
}
