<?php

declare(strict_types=1);

namespace Launcher;

/** The numbers that WordPress keeps of comments and of posts in a term, counted anew for what was touched. */
final class Counts
{
    private Database $database;

    private Ledger $ledger;

    public function __construct(Database $database, Ledger $ledger)
    {
        [$this->database, $this->ledger] = [$database, $ledger];
    }

    /** Count the approved comments of posts. */
    public function comments(array $posts): void
    {
        foreach (array_chunk(array_unique($posts), 500) as $some) {
            $list = $this->database->list($some);
            $found = $this->database->rows(
                "SELECT p.ID, p.comment_count AS old, COUNT(c.comment_ID) AS new FROM {$this->database->table('posts')} p"
                . " LEFT JOIN {$this->database->table('comments')} c ON c.comment_post_ID = p.ID AND c.comment_approved = '1'"
                . " AND c.comment_type <> 'note' WHERE p.ID IN ($list) GROUP BY p.ID, p.comment_count"
            );
            $this->write('posts', 'comment_count', $found);
        }
    }

    /** Count the published posts of terms, by term_taxonomy_id, and let WordPress think anew about who is whose parent. */
    public function terms(array $ids): void
    {
        $taxonomies = [];
        foreach (array_chunk(array_unique($ids), 500) as $some) {
            $list = $this->database->list($some);
            $table = $this->database->table('term_taxonomy');
            foreach ($this->database->rows("SELECT term_taxonomy_id, taxonomy FROM $table WHERE term_taxonomy_id IN ($list)") as $row) {
                $taxonomies[$row['taxonomy']][] = (int) $row['term_taxonomy_id'];
            }
        }
        foreach ($taxonomies as $taxonomy => $terms) {
            $known = get_taxonomy($taxonomy);
            $callback = $known ? $known->update_count_callback : '';
            if (is_callable($callback) && !in_array($callback, ['_update_post_term_count', '_update_generic_term_count'], true)) {
                $this->ledger->keep('term_taxonomy', 'term_taxonomy_id IN (' . $this->database->list($terms) . ')');
                wp_update_term_count_now($terms, $taxonomy);
                continue;
            }
            $this->write('term_taxonomy', 'count', $this->count($terms, $known ? (array) $known->object_type : [], $callback));
        }
        $this->ledger->delete('options', 'option_name', array_map(static fn ($name): string => "{$name}_children", array_keys($taxonomies)));
    }

    private function count(array $terms, array $types, $callback): array
    {
        [$posts, $all] = [$this->database->table('posts'), $callback === '_update_generic_term_count'];
        $types = array_map(static fn (string $type): string => explode(':', $type)[0], $types);
        $of = $types === [] ? '' : ' AND p.post_type IN (' . $this->database->list($types) . ')';
        $published = "p.post_status = 'publish' OR (p.post_type = 'attachment' AND p.post_status = 'inherit' AND EXISTS"
            . " (SELECT 1 FROM $posts q WHERE q.ID = p.post_parent AND q.post_status = 'publish'))";
        return $this->database->rows(
            "SELECT x.term_taxonomy_id AS ID, x.count AS old, COUNT(p.ID) AS new FROM {$this->database->table('term_taxonomy')} x"
            . " LEFT JOIN {$this->database->table('term_relationships')} r ON r.term_taxonomy_id = x.term_taxonomy_id"
            . " LEFT JOIN $posts p ON p.ID = r.object_id" . ($all ? '' : "$of AND ($published)")
            . " WHERE x.term_taxonomy_id IN ({$this->database->list($terms)}) GROUP BY x.term_taxonomy_id, x.count"
        );
    }

    private function write(string $table, string $column, array $found): void
    {
        $same = [];
        foreach ($found as $row) {
            if ($row['old'] !== $row['new']) {
                $same[$row['new']][] = (int) $row['ID'];
            }
        }
        foreach ($same as $number => $ids) {
            $this->ledger->update($table, $ids, [$column => $number]);
        }
    }
}
