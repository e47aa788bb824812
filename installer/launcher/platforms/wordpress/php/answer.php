<?php

declare(strict_types=1);

namespace Launcher;

/** What an import or its removal did, as the program that started it is told. */
final class Answer
{
    public int $added = 0;

    public int $changed = 0;

    public int $removed = 0;

    /** @var list<string> what the owner changed, and so stays as it is */
    public array $kept = [];

    /** @var list<string> what the owner changed and the bundle has no more: theirs from now on */
    public array $released = [];

    /** @var list<string> what the owner removed, and so stays away */
    public array $lost = [];

    /** @var list<string> what a person should know */
    public array $notes = [];

    public function toArray(): array
    {
        return get_object_vars($this);
    }
}
