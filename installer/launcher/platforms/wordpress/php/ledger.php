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

    /** About how many bytes of rows are in memory at a time, and of what is kept. */
    private const LONGEST = 4000000;

    private const PIECE = 65536;

    private Database $database;

    /** @var array<string, array<string, true>> table -> key of each row that is kept as it was, also that it was not there */
    private array $known = [];

    private int $changes = 0;

    /** @var resource where rows are kept as they were, deflated */
    private $kept;

    /** @var resource|\DeflateContext */
    private $deflate;

    private int $length = 0;

    /** @param ?resource $kept a file of the program that started us; it is as long as all rows that are changed */
    public function __construct(Database $database, $kept = null)
    {
        $this->database = $database;
        $this->kept = $kept ?? fopen('php://temp', 'w+b');
        $this->deflate = deflate_init(ZLIB_ENCODING_RAW, ['level' => 1]);
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
        $new = array_filter($keys, fn ($key): bool => !isset($this->known[$table][(string) $key]));
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
        $count = 0;
        $sql = "SELECT * FROM {$this->database->table($table)} WHERE $where" . $this->database->locking();
        foreach ($this->database->each($sql) as $row) {
            $this->note($table, $this->keyOf($table, $row), $row);
            ++$count;
        }
        return $count;
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

    /** End what is kept; nothing is noted after that. @return int how many bytes restore() needs of it */
    public function finish(): int
    {
        if ($this->deflate !== null) {
            $this->put(deflate_add($this->deflate, '', ZLIB_FINISH));
            $this->deflate = null;
            fflush($this->kept);
        }
        return $this->length;
    }

    /** Bring back every row that a ledger kept in some bytes of a file. @param resource $stream */
    public function restore($stream, int $start, int $length): void
    {
        $this->bringBack($this->entries($stream, $start, $length));
    }

    /** Bring back every row that was changed so far; for where the database would not do it itself. */
    public function takeBack(): void
    {
        $length = $this->finish();
        $this->bringBack($this->entries($this->kept, 0, $length));
    }

    /** @return \Generator<array{string, string, ?array}> table, key and the row as it was */
    private function entries($stream, int $start, int $length): \Generator
    {
        fseek($stream, $start);
        $inflate = inflate_init(ZLIB_ENCODING_RAW);
        $waiting = '';
        while ($length > 0 && ($piece = (string) fread($stream, min($length, self::PIECE))) !== '') {
            $length -= strlen($piece);
            $waiting .= (string) @inflate_add($inflate, $piece);
            $at = 0;
            while (strlen($waiting) >= $at + 4) {
                $size = unpack('N', $waiting, $at)[1];
                if (strlen($waiting) < $at + 4 + $size) {
                    break;
                }
                yield $this->entry(substr($waiting, $at + 4, $size));
                $at += 4 + $size;
            }
            $waiting = substr($waiting, $at);
        }
        if ($length > 0 || $waiting !== '' || inflate_get_status($inflate) !== ZLIB_STREAM_END) {
            throw new Trouble('damaged', 'what was kept of the rows before is damaged');
        }
    }

    private function entry(string $packed): array
    {
        $entry = @unserialize($packed, ['allowed_classes' => false]);
        if (!is_array($entry) || count($entry) !== 3 || !isset(self::KEYS[$entry[0]])) {
            throw new Trouble('damaged', 'what was kept of the rows before is damaged');
        }
        return $entry;
    }

    private function bringBack(iterable $entries): void
    {
        $waiting = [];
        $count = $size = 0;
        foreach ($entries as [$table, $key, $row]) {
            $waiting[$table][$key] = $row;
            $size += $row === null ? 0 : array_sum(array_map('strlen', array_map('strval', $row)));
            if (++$count >= self::PORTION || $size > self::LONGEST) {
                $this->bringSomeBack($waiting);
                $waiting = [];
                $count = $size = 0;
            }
        }
        $this->bringSomeBack($waiting);
    }

    private function bringSomeBack(array $before): void
    {
        foreach ($before as $table => $rows) {
            $this->database->run("DELETE FROM {$this->database->table($table)} WHERE " . $this->where($table, array_keys($rows)));
            $computed = array_flip($this->database->computed($table));
            foreach ($this->alike(array_filter($rows)) as $group) {
                $group = array_map(static fn (array $row): array => array_diff_key($row, $computed), $group);
                $this->database->insert($table, array_keys($group[0]), array_map('array_values', $group));
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
        if (!isset($this->known[$table][$key])) {
            $this->known[$table][$key] = true;
            $entry = serialize([$table, $key, $row]);
            $this->put(deflate_add($this->deflate, pack('N', strlen($entry)) . $entry, ZLIB_NO_FLUSH));
        }
    }

    private function put(string $packed): void
    {
        if ($packed !== '' && fwrite($this->kept, $packed) !== strlen($packed)) {
            throw new Trouble('no-room', 'the rows as they were cannot be kept: there is no room on the disk of temporary files');
        }
        $this->length += strlen($packed);
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
