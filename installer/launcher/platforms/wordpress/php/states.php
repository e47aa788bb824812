<?php

declare(strict_types=1);

namespace Launcher;

/** Reading the states of things of one kind, as Store describes them, out of the database. */
final class States
{
    private const PORTION = 500;

    /** About how many bytes of posts are in memory at a time. */
    private const LONGEST = 4000000;

    private Kind $kind;

    private Database $database;

    public function __construct(Kind $kind, Database $database)
    {
        [$this->kind, $this->database] = [$kind, $database];
    }

    /**
     * States as they are now, by reference, some of them in memory at a time; what is gone has none.
     *
     * @param array<string, Mark> $marks
     * @param bool $locked whether nobody else may change them before the end of the transaction
     */
    public function walk(array $marks, bool $locked = false): \Generator
    {
        foreach (array_chunk($marks, self::PORTION, true) as $some) {
            foreach ($this->portions($some) as $portion) {
                $keys = [];
                foreach ($portion as $mark) {
                    $keys[$mark->id] = $mark->keys();
                }
                $states = $this->of($keys, $locked);
                foreach ($portion as $ref => $mark) {
                    if (isset($states[$mark->id])) {
                        yield (string) $ref => $states[$mark->id];
                    }
                }
            }
        }
    }

    /** Divide things so that those of a portion are not too long together. @param array<string, Mark> $marks */
    private function portions(array $marks): \Generator
    {
        if ($this->kind->name !== 'post') {
            yield $marks;
            return;
        }
        [$posts, $meta] = [$this->database->table('posts'), $this->database->table('postmeta')];
        $list = $this->database->list(array_map(static fn (Mark $mark): int => $mark->id, $marks));
        $lengths = array_column($this->database->rows("SELECT ID, LENGTH(post_content) AS length FROM $posts WHERE ID IN ($list)"), 'length', 'ID');
        $sql = "SELECT post_id, SUM(LENGTH(meta_value)) AS length FROM $meta WHERE post_id IN ($list) GROUP BY post_id";
        foreach ($this->database->rows($sql) as $row) {
            $lengths[$row['post_id']] = ($lengths[$row['post_id']] ?? 0) + (int) $row['length'];
        }
        [$portion, $length] = [[], 0];
        foreach ($marks as $ref => $mark) {
            if ($length > self::LONGEST) {
                yield $portion;
                [$portion, $length] = [[], 0];
            }
            $portion[$ref] = $mark;
            $length += (int) ($lengths[$mark->id] ?? 0);
        }
        yield $portion;
    }

    /** States as they are now, all at once. @param array<int, list<string>> $keys the meta keys that are ours, by number */
    public function of(array $keys, bool $locked = false): array
    {
        $states = [];
        $end = $locked ? $this->database->locking() : '';
        foreach (array_chunk(array_keys($keys), self::PORTION) as $ids) {
            $list = $this->database->list($ids);
            foreach ($this->database->rows($this->select() . " IN ($list)$end") as $row) {
                $id = (int) $row['launcher_id'];
                unset($row['launcher_id']);
                $states[$id] = ['row' => $row, 'meta' => [], 'terms' => []];
            }
            $this->addMeta($states, $keys, $list, $end);
            if ($this->kind->name === 'post') {
                $relations = $this->database->table('term_relationships');
                $sql = "SELECT object_id, term_taxonomy_id FROM $relations WHERE object_id IN ($list)$end";
                foreach ($this->database->rows($sql) as $row) {
                    if (isset($states[(int) $row['object_id']])) {
                        $states[(int) $row['object_id']]['terms'][] = (int) $row['term_taxonomy_id'];
                    }
                }
            }
        }
        return $states;
    }

    private function select(): string
    {
        $columns = '`' . implode('`, `', $this->kind->columns) . '`';
        if ($this->kind->name === 'term') {
            return "SELECT t.term_id AS launcher_id, t.name, t.slug, x.taxonomy, x.description, x.parent"
                . " FROM {$this->database->table('terms')} t JOIN {$this->database->table('term_taxonomy')} x"
                . ' ON x.term_id = t.term_id WHERE t.term_id';
        }
        [$key, $table] = [$this->kind->key, $this->database->table($this->kind->table)];
        return "SELECT `$key` AS launcher_id, $columns FROM $table WHERE `$key`";
    }

    private function addMeta(array &$states, array $keys, string $list, string $end): void
    {
        [$table, $owner] = [$this->database->table($this->kind->metaTable), $this->kind->metaKey];
        $sql = "SELECT `$owner` AS id, meta_key, meta_value FROM $table WHERE `$owner` IN ($list) ORDER BY `{$this->kind->metaId}`$end";
        foreach ($this->database->rows($sql) as $row) {
            $id = (int) $row['id'];
            if (isset($states[$id]) && in_array($row['meta_key'], $keys[$id], true)) {
                $states[$id]['meta'][] = [$row['meta_key'], (string) $row['meta_value']];
            }
        }
    }
}
