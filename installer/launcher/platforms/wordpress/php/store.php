<?php

declare(strict_types=1);

namespace Launcher;

/**
 * The things of one kind that came from one bundle: how they are found, read, compared, written and removed.
 *
 * A thing's state is what its owner could change: ['row' => column => value, 'meta' => list of [key, value],
 * 'terms' => list of term_taxonomy_id]. Every thing of ours has two meta fields: REF, the bundle and the reference, and
 * HASH, the hash of the state that was written, a dot and that of what follows from files, and the meta keys that are
 * ours.
 */
final class Store
{
    public const REF = '_launcher_ref';

    public const HASH = '_launcher_hash';

    /** Kept up by WordPress itself whenever pictures are looked at. */
    private const DERIVED = ['_wp_attachment_metadata'];

    public Kind $kind;

    public States $states;

    private Database $database;

    private Ledger $ledger;

    private string $bundle;

    /** @var list<string> the site's address as it stands in texts, which moves with the site */
    private array $addresses;

    public function __construct(Kind $kind, Database $database, Ledger $ledger, string $bundle, string $home)
    {
        [$this->kind, $this->database, $this->ledger, $this->bundle] = [$kind, $database, $ledger, $bundle];
        $this->states = new States($kind, $database);
        $plain = rtrim($home, '/');
        $this->addresses = [$plain, str_replace('/', '\/', $plain)];
    }

    /**
     * The marked things by reference, in the order of their numbers.
     *
     * Of two with the same mark the second is a copy that the owner made with all its fields, so it is theirs.
     *
     * @return array<string, Mark>
     */
    public function marked(): array
    {
        [$table, $owner] = [$this->database->table($this->kind->metaTable), $this->kind->metaKey];
        $rows = $this->database->each(
            "SELECT m.`$owner` AS id, m.meta_value AS ref, h.meta_value AS hash FROM $table m"
            . " JOIN {$this->database->table($this->kind->table)} t ON t.`{$this->kind->key}` = m.`$owner`"
            . " LEFT JOIN $table h ON h.`$owner` = m.`$owner` AND h.meta_key = '" . self::HASH . "'"
            . " WHERE m.meta_key = '" . self::REF . "' AND m.meta_value LIKE {$this->database->quote("{$this->bundle}:%")}"
            . " ORDER BY m.`$owner`"
        );
        $found = [];
        foreach ($rows as $row) {
            // The pattern finds marks of other bundles too: in it _ stands for any sign.
            [$bundle, $ref] = explode(':', (string) $row['ref'], 2);
            if ($bundle === $this->bundle && !isset($found[$ref])) {
                $found[$ref] = new Mark((int) $row['id'], (string) $row['hash']);
            }
        }
        return $found;
    }

    /** The hash of a state; it is the same for the same state of a site that moved to another address. */
    public function hash(array $state): string
    {
        ksort($state['row']);
        if (($state['row']['post_status'] ?? '') === 'future') {
            $state['row']['post_status'] = 'publish'; // WordPress publishes it when its day comes
        }
        $meta = [];
        foreach ($state['meta'] as [$key, $value]) {
            if (!in_array($key, self::DERIVED, true)) {
                $meta[$key][] = str_replace($this->addresses, '{home}', (string) $value);
            }
        }
        ksort($meta);
        $terms = array_map('intval', $state['terms']);
        sort($terms);
        $row = str_replace($this->addresses, '{home}', array_map('strval', $state['row']));
        return substr(hash('sha256', serialize([$row, $meta, $terms])), 0, 40);
    }

    /** The hash of what a thing has only because of its files; WordPress may add to that at any time. */
    public function derived(array $thing): string
    {
        $found = array_filter($thing['meta'], static fn (array $meta): bool => in_array($meta[0], self::DERIVED, true));
        return $found === [] ? '' : substr(hash('sha256', serialize(array_values($found))), 0, 20);
    }

    /** What of a thing to be its state is. */
    public function stateOf(array $thing): array
    {
        $columns = array_flip(array_merge($this->kind->columns, $this->kind->name === 'term' ? self::TAXONOMY : []));
        return ['row' => array_intersect_key($thing['row'], $columns), 'meta' => $thing['meta'], 'terms' => $thing['terms']];
    }

    private const TAXONOMY = ['taxonomy', 'description', 'parent'];

    /** Insert new things with their marks: reference -> thing with 'id'. */
    public function insert(array $things): void
    {
        if ($things === []) {
            return;
        }
        $first = reset($things);
        $columns = array_keys($first['row']);
        $rows = $meta = $terms = [];
        foreach ($things as $ref => $thing) {
            $rows[] = array_merge([$thing['id']], array_values($thing['row']));
            array_push($meta, ...$this->metaRows((string) $ref, $thing));
            foreach ($thing['terms'] as $term) {
                $terms[] = [$thing['id'], $term, 0];
            }
        }
        if ($this->kind->name === 'term') {
            $this->insertTerms($things);
        } else {
            $this->ledger->insert($this->kind->table, array_merge([$this->kind->key], $columns), $rows);
        }
        $this->insertMeta($meta);
        $this->ledger->insert('term_relationships', ['object_id', 'term_taxonomy_id', 'term_order'], $terms);
    }

    /** Bring a thing that is there to another state. @param list<string> $keys the meta keys that were ours so far */
    public function update(string $ref, array $thing, array $keys): void
    {
        $id = $thing['id'];
        if ($this->kind->name === 'term') {
            $names = array_flip($this->kind->columns);
            $this->ledger->update('terms', [$id], array_intersect_key($thing['row'], $names));
            $rest = array_diff_key($thing['row'], $names);
            $this->ledger->update('term_taxonomy', [$thing['taxonomy_id']], $rest);
        } else {
            $this->ledger->update($this->kind->table, [$id], $thing['row']);
        }
        $names = array_merge($keys, array_column($thing['meta'], 0), [self::REF, self::HASH]);
        $among = 'meta_key IN (' . $this->database->list(array_unique($names)) . ')';
        $this->ledger->delete($this->kind->metaTable, $this->kind->metaKey, [$id], $among);
        $this->insertMeta($this->metaRows($ref, $thing));
        if ($this->kind->name === 'post') {
            $this->ledger->delete('term_relationships', 'object_id', [$id]);
            $rows = array_map(static fn (int $term): array => [$id, $term, 0], $thing['terms']);
            $this->ledger->insert('term_relationships', ['object_id', 'term_taxonomy_id', 'term_order'], $rows);
        }
    }

    /** Make things the owner's: they stay, without our marks. */
    public function release(array $ids): void
    {
        $marks = "meta_key IN ('" . self::REF . "', '" . self::HASH . "')";
        $this->ledger->delete($this->kind->metaTable, $this->kind->metaKey, $ids, $marks);
    }

    /** Remove things with everything that hangs on them alone. */
    public function remove(array $ids): void
    {
        if ($ids === []) {
            return;
        }
        if ($this->kind->name === 'post') {
            $revisions = array_map('intval', $this->database->column(
                "SELECT ID FROM {$this->database->table('posts')} WHERE post_type = 'revision' AND post_parent IN ("
                . $this->database->list($ids) . ')'
            ));
            $ids = array_merge($ids, $revisions);
            $this->ledger->delete('term_relationships', 'object_id', $ids);
        }
        if ($this->kind->name === 'term') {
            $taxonomies = $this->database->column(
                "SELECT term_taxonomy_id FROM {$this->database->table('term_taxonomy')} WHERE term_id IN ("
                . $this->database->list($ids) . ')'
            );
            $this->ledger->delete('term_relationships', 'term_taxonomy_id', $taxonomies);
            $this->ledger->delete('term_taxonomy', 'term_taxonomy_id', $taxonomies);
        }
        $this->ledger->delete($this->kind->metaTable, $this->kind->metaKey, $ids);
        $this->ledger->delete($this->kind->table, $this->kind->key, $ids);
    }

    /** Reserve numbers for new things and return the first. */
    public function reserve(int $count): int
    {
        return $this->database->reserve($this->kind->table, $this->kind->key, $this->kind->filler, $count, $this->kind->left);
    }

    private function metaRows(string $ref, array $thing): array
    {
        $keys = array_map('rawurlencode', array_unique(array_column($thing['meta'], 0)));
        $marks = [
            [self::REF, "{$this->bundle}:$ref"],
            [self::HASH, rtrim("{$this->hash($this->stateOf($thing))}.{$this->derived($thing)} " . implode(' ', $keys))],
        ];
        $rows = [];
        foreach (array_merge($thing['meta'], $marks) as [$key, $value]) {
            $rows[] = [$thing['id'], $key, $value];
        }
        return $rows;
    }

    private function insertMeta(array $rows): void
    {
        if ($rows === []) {
            return;
        }
        [$table, $key] = [$this->kind->metaTable, $this->kind->metaId];
        $next = $this->database->reserve($table, $key, [], count($rows));
        foreach ($rows as &$row) {
            array_unshift($row, $next++);
        }
        $this->ledger->insert($table, [$key, $this->kind->metaKey, 'meta_key', 'meta_value'], $rows);
    }

    private function insertTerms(array $things): void
    {
        $terms = $taxonomies = [];
        foreach ($things as $thing) {
            $row = $thing['row'];
            $terms[] = [$thing['id'], $row['name'], $row['slug'], 0];
            $taxonomies[] = [$thing['taxonomy_id'], $thing['id'], $row['taxonomy'], $row['description'], $row['parent'], 0];
        }
        $this->ledger->insert('terms', ['term_id', 'name', 'slug', 'term_group'], $terms);
        $columns = ['term_taxonomy_id', 'term_id', 'taxonomy', 'description', 'parent', 'count'];
        $this->ledger->insert('term_taxonomy', $columns, $taxonomies);
    }
}
