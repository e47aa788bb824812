<?php

declare(strict_types=1);

namespace Launcher;

/** Bringing things of all kinds to what a document says, where their owner did not change them. */
final class Writing
{
    /** @var array<int, true> term_taxonomy_ids whose posts are to be counted anew */
    public array $terms = [];

    private Wanted $wanted;

    private Answer $answer;

    /** @var array<string, Store> */
    private array $stores;

    /** @param array<string, Store> $stores by kind */
    public function __construct(Wanted $wanted, array $stores, Answer $answer)
    {
        [$this->wanted, $this->stores, $this->answer] = [$wanted, $stores, $answer];
    }

    /** Note terms whose posts are to be counted anew. @param array<int> $ids */
    public function touch(array $ids): void
    {
        foreach ($ids as $id) {
            $this->terms[$id] = true;
        }
    }

    /** The states of those things that the site has. */
    public function statesOf(string $kind, array $things): array
    {
        $keys = [];
        foreach (array_keys($things) as $ref) {
            $mark = $this->wanted->marked[$kind][$ref] ?? null;
            if ($mark !== null) {
                $keys[$mark->id] = $mark->keys();
            }
        }
        return $this->stores[$kind]->states->of($keys);
    }

    /**
     * Insert what is new; change what is there where the bundle changed it and the owner did not.
     *
     * @return list<string> references of what was inserted or changed
     */
    public function write(string $kind, array $things, array $states, ?callable $settle = null): array
    {
        $store = $this->stores[$kind];
        $new = array_intersect_key($things, $this->wanted->new[$kind]);
        $this->answer->added += count($new);
        $store->insert($new);
        foreach ($new as $thing) {
            $this->touch($thing['terms']);
        }
        $written = array_map('strval', array_keys($new));
        foreach (array_diff_key($things, $new) as $ref => $thing) {
            $mark = $this->wanted->marked[$kind][$ref];
            $state = $states[$mark->id];
            $thing = $settle === null ? $thing : $settle($thing, $state);
            if ($this->reconcile($store, (string) $ref, $thing, $mark, $state)) {
                $written[] = (string) $ref;
            }
        }
        return $written;
    }

    /** Change a thing if it is to be changed, and say whether it was. */
    private function reconcile(Store $store, string $ref, array $thing, Mark $mark, array $state): bool
    {
        $new = $store->hash($store->stateOf($thing));
        $untouched = $store->hash($state) === $mark->hash();
        if ($new === $mark->hash() && ($store->derived($thing) === $mark->derived() || !$untouched)) {
            if (!$untouched) {
                $this->answer->kept[] = $ref;
            }
            return false;
        }
        // A user whom the owner gave a password has it in both states, and would seem to be what the bundle wants.
        $mayBeTheSame = $store->kind->name !== 'user';
        if (!$untouched && !($mayBeTheSame && $store->hash($this->asKnown($store, $mark, $state, $thing)) === $new)) {
            $this->answer->kept[] = $ref;
            return false;
        }
        if ($untouched && !$this->isStillUntouched($store, $mark)) {
            $this->answer->kept[] = $ref;
            return false;
        }
        ++$this->answer->changed;
        $store->update($ref, $thing, $mark->keys());
        $this->touch($state['terms']);
        $this->touch($thing['terms']);
        return true;
    }

    /** Whether the owner has not saved a change since our transaction began; from now on they wait for its end. */
    private function isStillUntouched(Store $store, Mark $mark): bool
    {
        $state = $store->states->of([$mark->id => $mark->keys()], true)[$mark->id] ?? null;
        return $state !== null && $store->hash($state) === $mark->hash();
    }

    /** The state now with the meta keys of the new version, to see whether the owner has the very same already. */
    private function asKnown(Store $store, Mark $mark, array $state, array $thing): array
    {
        $keys = array_values(array_unique(array_column($thing['meta'], 0)));
        return $store->states->of([$mark->id => $keys])[$mark->id] ?? $state;
    }
}
