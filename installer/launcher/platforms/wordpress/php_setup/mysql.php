<?php

declare(strict_types=1);

namespace Launcher;

/** A database of MySQL or MariaDB. */
final class MySql implements Tables
{
    /** The table, after the prefix, that there is while a setup is at work; its comment is the token. */
    private const BEGUN = 'launcher_setup';

    /** The option that says which setup made the site. */
    public const MADE = '_launcher_setup';

    /** What WordPress's installer makes beside its options; other tables of the prefix are somebody's who came later. */
    private const TABLES = [
        'commentmeta', 'comments', 'links', 'postmeta', 'posts', 'term_relationships', 'term_taxonomy', 'termmeta', 'terms',
        'usermeta', 'users',
    ];

    private const UNKNOWN_DATABASE = 1049;

    private const DENIED = [1044, 1045, 1227, 1698, 3118];

    private \mysqli $link;

    private string $name;

    private string $prefix;

    public function __construct(string $host, string $user, string $password, string $name, string $prefix)
    {
        if (!class_exists(\mysqli::class)) {
            throw new Trouble('extension', 'this PHP has no mysqli extension, which WordPress needs for MySQL');
        }
        mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
        $this->name = $name;
        $this->prefix = $prefix;
        [$server, $port, $socket] = self::parts($host);
        try {
            $this->link = mysqli_init();
            $this->link->options(MYSQLI_OPT_CONNECT_TIMEOUT, 20);
            $this->link->real_connect($server, $user, $password, null, $port, $socket);
            $this->link->set_charset('utf8mb4');
        } catch (\mysqli_sql_exception $error) {
            throw self::explained($error, $user, $host);
        }
    }

    /** Say what there is before anything is made. */
    public static function examine(array $given): array
    {
        $database = new self($given['host'], $given['user'], $given['password'], $given['name'], $given['prefix']);
        $exists = $database->exists();
        return [
            'exists' => $exists,
            'tables' => $exists ? count($database->names()) : 0,
            'version' => $database->link->server_info,
        ];
    }

    public function begin(string $token): void
    {
        if (!$this->exists()) {
            $this->create();
        }
        if ($this->names() !== []) {
            throw new Trouble('refused', "the database {$this->name} has tables that begin with {$this->prefix}");
        }
        // In one statement: whoever is interrupted finds the table with its token, or none.
        $token = $this->link->real_escape_string($token);
        $this->link->query('CREATE TABLE ' . self::quoted($this->prefix . self::BEGUN) . " (a INT) COMMENT = '$token'");
    }

    public function isBare(): bool
    {
        return $this->exists() && $this->names() === [];
    }

    public function begun(): ?string
    {
        if (!$this->exists()) {
            return null;
        }
        $rows = $this->rows("SHOW TABLE STATUS LIKE '{$this->pattern($this->prefix . self::BEGUN)}'");
        return $rows === [] ? null : (string) $rows[0]['Comment'];
    }

    public function end(string $token): void
    {
        $this->link->select_db($this->name);
        $options = self::quoted("{$this->prefix}options");
        $this->run("DELETE FROM $options WHERE option_name = ?", self::MADE);
        $this->run("INSERT INTO $options (option_name, option_value, autoload) VALUES ('" . self::MADE . "', ?, 'no')", $token);
        $this->link->query('DROP TABLE IF EXISTS ' . self::quoted($this->prefix . self::BEGUN));
    }

    public function made(): ?string
    {
        if (!$this->exists() || !in_array("{$this->prefix}options", $this->names(), true)) {
            return null;
        }
        $options = self::quoted("{$this->prefix}options");
        $rows = $this->rows("SELECT option_value FROM $options WHERE option_name = '" . self::MADE . "'");
        return $rows === [] ? null : (string) $rows[0]['option_value'];
    }

    public function forget(): void
    {
        if ($this->made() !== null) {
            $this->run('DELETE FROM ' . self::quoted("{$this->prefix}options") . ' WHERE option_name = ?', self::MADE);
        }
    }

    public function clear(bool $created): void
    {
        if (!$this->exists()) {
            return;
        }
        $this->link->query('SET foreign_key_checks = 0');
        // What says that they are ours goes last: whoever is interrupted here finds it again.
        foreach ([...self::TABLES, 'options', self::BEGUN] as $name) {
            $this->link->query('DROP TABLE IF EXISTS ' . self::quoted($this->prefix . $name));
        }
        if ($created && $this->rows('SHOW TABLES') === []) {
            $this->link->query('DROP DATABASE ' . self::quoted($this->name));
        }
    }

    private function exists(): bool
    {
        try {
            $this->link->select_db($this->name);
            return true;
        } catch (\mysqli_sql_exception $error) {
            if ($error->getCode() === self::UNKNOWN_DATABASE) {
                return false;
            }
            // Whoever may not see a database is told the same about one that there is not.
            if (in_array($error->getCode(), self::DENIED, true)) {
                throw new Trouble('refused', "the account may not use the database {$this->name}, or there is none");
            }
            throw $error;
        }
    }

    private function create(): void
    {
        try {
            $this->link->query('CREATE DATABASE ' . self::quoted($this->name) . ' CHARACTER SET utf8mb4');
            $this->link->select_db($this->name);
        } catch (\mysqli_sql_exception $error) {
            if (in_array($error->getCode(), self::DENIED, true)) {
                throw new Trouble('refused', "there is no database {$this->name}, and the account may not make one");
            }
            throw $error;
        }
    }

    /** @return string[] The tables whose names begin with the prefix. */
    private function names(): array
    {
        return array_map(
            static fn (array $row): string => (string) array_values($row)[0],
            $this->rows("SHOW TABLES LIKE '{$this->pattern($this->prefix)}%'")
        );
    }

    /** A text for LIKE, in which nothing stands for anything else. */
    private function pattern(string $text): string
    {
        return $this->link->real_escape_string(addcslashes($text, '_%\\'));
    }

    private function rows(string $query): array
    {
        $result = $this->link->query($query);
        return $result instanceof \mysqli_result ? $result->fetch_all(MYSQLI_ASSOC) : [];
    }

    private function run(string $query, string $value): void
    {
        $statement = $this->link->prepare($query);
        $statement->bind_param('s', $value);
        $statement->execute();
    }

    /** @return array{0: string, 1: int, 2: ?string} Host, port and socket, as WordPress reads DB_HOST. */
    private static function parts(string $host): array
    {
        $socket = null;
        $at = strpos($host, ':/');
        if ($at !== false) {
            $socket = substr($host, $at + 1);
            $host = substr($host, 0, $at);
        }
        if (preg_match('/^(\[[0-9a-fA-F:]+\]|[^:]*):([0-9]+)$/', $host, $found)) {
            return [$found[1], (int) $found[2], $socket];
        }
        return [$host, 0, $socket];
    }

    private static function quoted(string $name): string
    {
        return '`' . str_replace('`', '``', $name) . '`';
    }

    private static function explained(\mysqli_sql_exception $error, string $user, string $host): Trouble
    {
        if (in_array($error->getCode(), self::DENIED, true)) {
            return new Trouble('refused', "the database server refuses the account \"$user\", or its password is another");
        }
        return new Trouble('unreachable', "the database server at $host does not answer: {$error->getMessage()}");
    }
}
