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

    /** Insert what is new; change what is there where the bundle changed it and the owner did not. */
    public function write(string $kind, array $things, array $states, ?callable $settle = null): void
    {
        $store = $this->stores[$kind];
        $new = array_intersect_key($things, $this->wanted->new[$kind]);
        $this->answer->added += count($new);
        $store->insert($new);
        foreach ($new as $thing) {
            $this->touch($thing['terms']);
        }
        foreach (array_diff_key($things, $new) as $ref => $thing) {
            $mark = $this->wanted->marked[$kind][$ref];
            $state = $states[$mark->id];
            $thing = $settle === null ? $thing : $settle($thing, $state);
            $this->reconcile($store, (string) $ref, $thing, $mark, $state);
        }
    }

    private function reconcile(Store $store, string $ref, array $thing, Mark $mark, array $state): void
    {
        $new = $store->hash($store->stateOf($thing));
        $untouched = $store->hash($state) === $mark->hash();
        if ($new === $mark->hash() && ($store->derived($thing) === $mark->derived() || !$untouched)) {
            if (!$untouched) {
                $this->answer->kept[] = $ref;
            }
            return;
        }
        $now = $store->hash($this->asKnown($store, $mark, $state, $thing));
        if (!$untouched && $now !== $new) {
            $this->answer->kept[] = $ref;
            return;
        }
        ++$this->answer->changed;
        $store->update($ref, $thing, $mark->keys());
        $this->touch($state['terms']);
        $this->touch($thing['terms']);
    }

    /** The state now with the meta keys of the new version, to see whether the owner has the very same already. */
    private function asKnown(Store $store, Mark $mark, array $state, array $thing): array
    {
        $keys = array_values(array_unique(array_column($thing['meta'], 0)));
        return $store->states->of([$mark->id => $keys])[$mark->id] ?? $state;
    }
}
