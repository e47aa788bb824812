<?php

declare(strict_types=1);

namespace Launcher;

/**
 * The database of a WordPress that is being set up, asked without it.
 *
 * Only what was begun with a token is ever cleared with that token: tables that stood there before are somebody's.
 */
interface Tables
{
    /** Make the database if there is none, and leave the token in it; Trouble where it has tables of somebody's. */
    public function begin(string $token): void;

    /** Whether there is a database, and nothing of the site in it: a setup may have been killed as it had just made it. */
    public function isBare(): bool;

    /** The token of a setup that has begun and not ended; null for none. */
    public function begun(): ?string;

    /** Say that the setup with the token is whole. */
    public function end(string $token): void;

    /** The token of the setup by which the site was made; null for none. */
    public function made(): ?string;

    /** Forget by which setup the site was made. */
    public function forget(): void;

    /** Remove the tables of the site, and the database itself if it was ``created`` and nothing else is in it. */
    public function clear(bool $created): void;
}
