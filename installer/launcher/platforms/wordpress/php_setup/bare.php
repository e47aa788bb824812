<?php

declare(strict_types=1);

namespace Launcher;

/**
 * Stands for the folder of a WordPress in which every file is empty, so that a wp-config.php, which at its end starts
 * the WordPress in ABSPATH, can be read for its constants alone.
 */
final class Bare
{
    public const SCHEME = 'launcher-bare';

    /** @var resource|null Set by PHP. */
    public $context;

    public static function define(): void
    {
        stream_wrapper_register(self::SCHEME, self::class);
        define('ABSPATH', self::SCHEME . '://site/');
    }

    public function stream_open(): bool
    {
        return true;
    }

    public function stream_read(): string
    {
        return '';
    }

    public function stream_eof(): bool
    {
        return true;
    }

    public function stream_stat(): array
    {
        return [];
    }

    public function stream_set_option(): bool
    {
        return false;
    }

    public function url_stat(): array
    {
        return [];
    }
}
