<?php

declare(strict_types=1);

namespace Launcher;

/**
 * Every change of a row goes through here and leaves what the row was before, so that all of it can be taken back.
 *
 * It is kept by the program that started us until the whole command is done, files too.
 */
final class Ledger
{
    /** The key of each table; a row is told by its values. */
    private const KEYS = [
        'posts' => ['ID'], 'postmeta' => ['meta_id'], 'comments' => ['comment_ID'], 'commentmeta' => ['meta_id'],
        'terms' => ['term_id'], 'termmeta' => ['meta_id'], 'term_taxonomy' => ['term_taxonomy_id'],
        'term_relationships' => ['object_id', 'term_taxonomy_id'], 'users' => ['ID'], 'usermeta' => ['umeta_id'],
        'options' => ['option_name'],
    ];

    private const PORTION = 500;

    private Database $database;

    /** @var array<string, array<string, ?array>> table -> key -> row as it was, null where there was none */
    private array $before = [];

    private int $changes = 0;

    public function __construct(Database $database)
    {
        $this->database = $database;
    }

    /** Insert rows; the first columns are the table's key. */
    public function insert(string $table, array $columns, array $rows): void
    {
        $this->changes += count($rows);
        $length = count(self::KEYS[$table]);
        foreach ($rows as $row) {
            $this->note($table, implode(' ', array_slice($row, 0, $length)), null);
        }
        $this->database->insert($table, $columns, $rows);
    }

    /** Set columns of the rows with these values of the table's one key. */
    public function update(string $table, array $keys, array $set): void
    {
        if ($keys === []) {
            return;
        }
        $this->changes += count($keys);
        $known = $this->before[$table] ?? [];
        $new = array_filter($keys, static fn ($key): bool => !array_key_exists((string) $key, $known));
        foreach (array_chunk($new, self::PORTION) as $some) {
            $this->keep($table, $this->in(self::KEYS[$table][0], $some));
        }
        $parts = [];
        foreach ($set as $column => $value) {
            $parts[] = "`$column` = " . $this->database->quote($value);
        }
        foreach (array_chunk($keys, self::PORTION) as $some) {
            $where = $this->in(self::KEYS[$table][0], $some);
            $this->database->run("UPDATE {$this->database->table($table)} SET " . implode(', ', $parts) . " WHERE $where");
        }
    }

    /** Remove the rows in which a column has one of these values, and perhaps more is true. */
    public function delete(string $table, string $column, array $values, string $and = ''): void
    {
        foreach (array_chunk($values, self::PORTION) as $some) {
            $where = $this->in($column, $some) . ($and === '' ? '' : " AND $and");
            $found = $this->keep($table, $where);
            if ($found > 0) {
                $this->changes += $found;
                $this->database->run("DELETE FROM {$this->database->table($table)} WHERE $where");
            }
        }
    }

    /** Keep rows as they are before somebody else changes them. @return int how many there are */
    public function keep(string $table, string $where): int
    {
        $rows = $this->database->rows("SELECT * FROM {$this->database->table($table)} WHERE $where");
        foreach ($rows as $row) {
            $this->note($table, $this->keyOf($table, $row), $row);
        }
        return count($rows);
    }

    /** Keep an option as it is, also that there is none. */
    public function keepOption(string $name): void
    {
        if ($this->keep('options', 'option_name = ' . $this->database->quote($name)) === 0) {
            $this->note('options', $name, null);
        }
    }

    /** Whether nothing was changed by us. */
    public function isEmpty(): bool
    {
        return $this->changes === 0;
    }

    /** What restore() needs, as bytes. */
    public function pack(): string
    {
        return (string) gzdeflate(serialize($this->before), 1);
    }

    /** Bring back every row of a ledger that pack() packed. */
    public function restore(string $packed): void
    {
        $before = @unserialize((string) @gzinflate($packed), ['allowed_classes' => false]);
        if (!is_array($before)) {
            throw new Trouble('damaged', 'what was kept of the rows before is damaged');
        }
        $this->bringBack($before);
    }

    /** Bring back every row that was changed so far; for where the database would not do it itself. */
    public function takeBack(): void
    {
        $this->bringBack($this->before);
    }

    private function bringBack(array $before): void
    {
        foreach ($before as $table => $rows) {
            if (!isset(self::KEYS[$table])) {
                throw new Trouble('damaged', 'what was kept of the rows before is damaged');
            }
            foreach (array_chunk(array_keys($rows), self::PORTION) as $keys) {
                $this->database->run("DELETE FROM {$this->database->table($table)} WHERE " . $this->where($table, $keys));
            }
            foreach ($this->alike(array_filter($rows)) as $group) {
                $values = array_map('array_values', $group);
                $this->database->insert($table, array_keys($group[0]), $values);
            }
        }
    }

    /** @return list<list<array>> rows in groups that have the same columns */
    private function alike(array $rows): array
    {
        $groups = [];
        foreach ($rows as $row) {
            $groups[implode(' ', array_keys($row))][] = $row;
        }
        return array_values($groups);
    }

    private function note(string $table, string $key, ?array $row): void
    {
        if (!array_key_exists($key, $this->before[$table] ?? [])) {
            $this->before[$table][$key] = $row;
        }
    }

    private function keyOf(string $table, array $row): string
    {
        return implode(' ', array_map(static fn (string $column): string => (string) $row[$column], self::KEYS[$table]));
    }

    private function where(string $table, array $keys): string
    {
        $columns = self::KEYS[$table];
        if (count($columns) === 1) {
            return $this->in($columns[0], array_map('strval', $keys));
        }
        $each = [];
        foreach ($keys as $key) {
            [$one, $other] = array_map('intval', explode(' ', (string) $key));
            $each[] = "({$columns[0]} = $one AND {$columns[1]} = $other)";
        }
        return implode(' OR ', $each);
    }

    private function in(string $column, array $values): string
    {
        return "`$column` IN (" . $this->database->list($values) . ')';
    }
}
