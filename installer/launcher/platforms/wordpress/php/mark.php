<?php

declare(strict_types=1);

namespace Launcher;

/** What a thing of ours says about itself: its number, and of what was written a hash and the meta keys. There are many. */
final class Mark
{
    public int $id;

    private string $written;

    public function __construct(int $id, string $written)
    {
        [$this->id, $this->written] = [$id, $written];
    }

    /** The hash of the state that was written. */
    public function hash(): string
    {
        return explode('.', explode(' ', $this->written, 2)[0], 2)[0];
    }

    /** That of what follows from files. */
    public function derived(): string
    {
        return explode('.', explode(' ', $this->written, 2)[0] . '.', 3)[1];
    }

    /** @return list<string> the meta keys that are ours */
    public function keys(): array
    {
        $keys = explode(' ', $this->written, 2)[1] ?? '';
        return array_values(array_map('rawurldecode', array_filter(explode(' ', $keys), 'strlen')));
    }
}
