<?php

declare(strict_types=1);

namespace Launcher;

/**
 * The site's database, without what WordPress does on its own: no new connection when one is lost, no silent cut.
 *
 * A connection that WordPress opened again would be outside of our transaction, and rows would stay whatever happens.
 */
final class Database
{
    /** A statement of many rows is about as long at most; MariaDB's and MySQL's smallest usual limit is 1 MiB. */
    private const LONGEST = 400000;

    private const MARK = 'launcher';

    private const NO_SAVEPOINT = 1305;

    public string $prefix;

    private \wpdb $wpdb;

    private ?\mysqli $link = null;

    private bool $open = false;

    private string $lock = '';

    /** @var array<string, list<string>> table -> columns that the database itself fills */
    private array $computed = [];

    public function __construct(\wpdb $wpdb)
    {
        $this->wpdb = $wpdb;
        $this->prefix = $wpdb->prefix;
        if (!$this->isSqlite()) {
            if (!$wpdb->dbh instanceof \mysqli) {
                throw new Trouble('drop-in', 'its wp-content/db.php talks to the database in a way that is not known here');
            }
            $this->link = $wpdb->dbh;
            mysqli_report(MYSQLI_REPORT_OFF);
        }
        $wpdb->suppress_errors(true);
        $wpdb->reconnect_retries = 0;
    }

    private function isSqlite(): bool
    {
        return (defined('DB_ENGINE') && DB_ENGINE === 'sqlite') || $this->wpdb instanceof \WP_SQLite_DB;
    }

    public function table(string $name): string
    {
        return $this->wpdb->$name ?? $this->prefix . $name;
    }

    /** Begin the one transaction; until it ends nobody else's import changes this site. */
    public function begin(): void
    {
        if ($this->link !== null) {
            $this->takeLock();
            $this->refuseEngines();
        }
        $this->start();
    }

    /** Begin a transaction with a mark in it, by which it is told from any later one. */
    private function start(): void
    {
        $this->run('START TRANSACTION');
        if ($this->link !== null) {
            $this->run('SAVEPOINT ' . self::MARK);
        }
        $this->open = true;
    }

    /** What makes a reading see the newest rows, and lets nobody change them before the end; nothing outside a transaction. */
    public function locking(): string
    {
        return $this->open && $this->link !== null ? ' FOR UPDATE' : ''; // SQLite has one writer at a time, which is us
    }

    /** From here on every statement is ours: what does not fit is an error, and not cut short. */
    public function beStrict(): void
    {
        if ($this->link !== null) {
            if (!$this->isInside()) {
                $this->start(); // a theme that alters tables when it is loaded ended the first one
            }
            // Zero dates are WordPress's own.
            $this->run("SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,NO_AUTO_VALUE_ON_ZERO'");
        }
    }

    public function commit(): void
    {
        if ($this->link !== null && !$this->isInside()) {
            throw new Trouble('ended', 'something on the site ended the transaction of the database');
        }
        $this->open = false;
        $this->run('COMMIT');
        $this->freeLock();
    }

    /** Take back everything since begin(); what cannot be asked for any more, the server takes back itself. */
    public function rollback(): void
    {
        if ($this->open) {
            $this->open = false;
            try {
                $this->run('ROLLBACK');
                $this->freeLock();
            } catch (Trouble $lost) {
                return;
            }
        }
    }

    /** @return list<array<string, ?string>> */
    public function rows(string $sql): array
    {
        if ($this->link === null) {
            $rows = $this->wpdb->get_results($sql, ARRAY_A);
            $this->checkWordPress();
            return array_map(static fn (array $row): array => array_map(
                static fn ($value) => $value === null ? null : (string) $value,
                $row
            ), $rows ?: []);
        }
        $result = $this->link->query(apply_filters('query', $sql));
        if ($result === false) {
            throw Trouble::ofDatabase($this->link->errno, $this->link->error);
        }
        $rows = $result->fetch_all(MYSQLI_ASSOC);
        $result->free();
        return $rows;
    }

    /** Columns of a table that the database itself fills: plugins add some, and nobody may. @return list<string> */
    public function computed(string $table): array
    {
        // MySQL says DEFAULT_GENERATED of a column with an ordinary default.
        $sql = "SHOW COLUMNS FROM {$this->table($table)} WHERE Extra LIKE '% GENERATED%'";
        return $this->computed[$table] ??= $this->link === null ? [] : $this->column($sql);
    }

    /** Rows one at a time in memory; nothing else may be asked before the last one. */
    public function each(string $sql): \Generator
    {
        if ($this->link === null) {
            yield from $this->rows($sql);
            return;
        }
        $result = $this->link->query(apply_filters('query', $sql), MYSQLI_USE_RESULT);
        if ($result === false) {
            throw Trouble::ofDatabase($this->link->errno, $this->link->error);
        }
        try {
            while (($row = $result->fetch_assoc()) !== null && $row !== false) {
                yield $row;
            }
            if ($this->link->errno !== 0) {
                throw Trouble::ofDatabase($this->link->errno, $this->link->error);
            }
        } finally {
            $result->free();
        }
    }

    /** @return list<string> the first column */
    public function column(string $sql): array
    {
        return array_map(static fn (array $row): string => (string) reset($row), $this->rows($sql));
    }

    public function value(string $sql): ?string
    {
        $rows = $this->rows($sql);
        return $rows ? reset($rows[0]) : null;
    }

    public function run(string $sql): void
    {
        if ($this->link === null) {
            $this->wpdb->query($sql);
            $this->checkWordPress();
        } elseif ($this->link->query(apply_filters('query', $sql)) === false) {
            throw Trouble::ofDatabase($this->link->errno, $this->link->error);
        }
    }

    /**
     * Insert rows that all have the same columns, many at once.
     *
     * @param list<string> $columns
     * @param iterable<list<mixed>> $rows
     */
    public function insert(string $table, array $columns, iterable $rows): void
    {
        $head = 'INSERT INTO ' . $this->table($table) . ' (`' . implode('`, `', $columns) . '`) VALUES ';
        $sql = '';
        foreach ($rows as $row) {
            $values = '(' . implode(',', array_map([$this, 'quote'], $row)) . ')';
            if ($sql !== '' && strlen($sql) + strlen($values) > self::LONGEST) {
                $this->run($sql);
                $sql = '';
            }
            $sql .= ($sql === '' ? $head : ',') . $values;
        }
        if ($sql !== '') {
            $this->run($sql);
        }
    }

    /** A value as it stands in a statement; every byte of a text arrives. */
    public function quote($value): string
    {
        if ($value === null) {
            return 'NULL';
        }
        if (is_int($value)) {
            return (string) $value;
        }
        $text = (string) $value;
        return "'" . ($this->link !== null ? $this->link->real_escape_string($text) : addslashes($text)) . "'";
    }

    /** Values as the inside of IN (...); never empty. */
    public function list(iterable $values): string
    {
        $quoted = [];
        foreach ($values as $value) {
            $quoted[] = $this->quote($value);
        }
        return $quoted ? implode(',', $quoted) : 'NULL';
    }

    /**
     * Reserve as many numbers of a table as asked for and return the first: nobody who writes meanwhile gets one of them.
     *
     * None is one that other columns still name (``$left``, each a table and a column): of a row that is gone fields, or
     * rights, may be left. On InnoDB one row far ahead moves the counter for everyone, and it stays moved when the row is
     * gone again.
     *
     * @param list<array{string, string}> $left
     */
    public function reserve(string $table, string $key, array $filler, int $count, array $left = []): int
    {
        $name = $this->table($table);
        $last = 0;
        foreach (array_merge([[$table, $key]], $left) as [$other, $column]) {
            $last = max($last, (int) $this->value("SELECT MAX(`$column`) FROM {$this->table($other)}"));
        }
        if ($this->link === null) {
            return $last + 1; // SQLite has one writer at a time, which is us
        }
        $slack = 16;
        $ahead = $last + $slack + $count + 1;
        $this->insert($table, array_merge([$key], array_keys($filler)), [array_merge([$ahead], array_values($filler))]);
        $this->run("DELETE FROM $name WHERE `$key` = $ahead");
        $others = "SELECT MAX(`$key`) FROM $name WHERE `$key` < $ahead LOCK IN SHARE MODE";
        $last = max($last, (int) $this->value($others));
        if ($last + $count >= $ahead) {
            throw new Trouble('busy', 'others write into the database faster than numbers can be had');
        }
        return $last + 1;
    }

    /** Whether our transaction is still the one at work: its mark goes with it, on MySQL too, which does not tell. */
    private function isInside(): bool
    {
        if ($this->link->query('RELEASE SAVEPOINT ' . self::MARK) === false) {
            if ($this->link->errno !== self::NO_SAVEPOINT) {
                throw Trouble::ofDatabase($this->link->errno, $this->link->error);
            }
            return false;
        }
        $this->run('SAVEPOINT ' . self::MARK);
        return true;
    }

    private function takeLock(): void
    {
        $this->lock = substr('launcher:' . md5(DB_NAME . ':' . $this->prefix), 0, 60);
        if ($this->value('SELECT GET_LOCK(' . $this->quote($this->lock) . ', 60)') !== '1') {
            throw new Trouble('busy', 'another command has been changing this database for a minute');
        }
    }

    private function freeLock(): void
    {
        if ($this->lock !== '' && $this->link !== null) {
            $this->value('SELECT RELEASE_LOCK(' . $this->quote($this->lock) . ')');
            $this->lock = '';
        }
    }

    /** Refuse tables that know no transactions: half an import would stay in them. */
    private function refuseEngines(): void
    {
        $wanted = [];
        foreach (Kind::tables() as $table) {
            $wanted[$this->table($table)] = true;
        }
        $found = 0;
        foreach ($this->rows('SHOW TABLE STATUS') as $row) {
            if (!isset($wanted[$row['Name']])) {
                continue;
            }
            ++$found;
            if (strcasecmp((string) $row['Engine'], 'InnoDB') !== 0) {
                $kind = $row['Engine'] ?? $row['Comment'];
                throw new Trouble('engine', "its table {$row['Name']} is of the kind $kind, which cannot be changed whole or not at all");
            }
        }
        if ($found < count($wanted)) {
            throw new Trouble('not-installed', 'its database lacks tables of WordPress');
        }
    }

    private function checkWordPress(): void
    {
        if ($this->wpdb->last_error !== '') {
            $error = $this->wpdb->last_error;
            $this->wpdb->last_error = '';
            throw Trouble::ofDatabase(0, $error);
        }
    }
}
