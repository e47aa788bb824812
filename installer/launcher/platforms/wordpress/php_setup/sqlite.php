<?php

declare(strict_types=1);

namespace Launcher;

/** The database of WordPress's SQLite drop-in: one file, in a folder that is made for it. */
final class SqliteFile implements Tables
{
    private const FILE = '.ht.sqlite';

    /**
     * A file whose name is this and the token is there while a setup is at work: it is made in one step.
     *
     * Servers keep visitors from names that begin like this.
     */
    private const BEGUN = '.ht.launcher-';

    private string $folder;

    private string $prefix;

    public function __construct(string $folder, string $prefix)
    {
        if (!class_exists(\PDO::class) || !in_array('sqlite', \PDO::getAvailableDrivers(), true)) {
            throw new Trouble('extension', 'this PHP has no pdo_sqlite extension, which the drop-in needs');
        }
        $this->folder = $folder;
        $this->prefix = $prefix;
    }

    public function begin(string $token): void
    {
        if (file_exists($this->folder) && !$this->isBare()) {
            throw new Trouble('refused', "{$this->folder} is there already");
        }
        if ((!is_dir($this->folder) && !mkdir($this->folder, 0755)) || !touch($this->folder . '/' . self::BEGUN . $token)) {
            throw new Trouble('refused', "{$this->folder} cannot be made");
        }
    }

    public function isBare(): bool
    {
        return is_dir($this->folder) && count((array) scandir($this->folder)) === 2;
    }

    public function begun(): ?string
    {
        foreach (is_dir($this->folder) ? (array) scandir($this->folder) : [] as $name) {
            if (strpos($name, self::BEGUN) === 0) {
                return substr($name, strlen(self::BEGUN));
            }
        }
        return null;
    }

    public function end(string $token): void
    {
        $link = $this->link();
        $link->prepare("DELETE FROM {$this->prefix}options WHERE option_name = ?")->execute([MySql::MADE]);
        $link->prepare("INSERT INTO {$this->prefix}options (option_name, option_value, autoload) VALUES (?, ?, 'no')")
            ->execute([MySql::MADE, $token]);
        $this->forgetBegun();
    }

    public function made(): ?string
    {
        if (!is_file("{$this->folder}/" . self::FILE)) {
            return null;
        }
        $link = $this->link();
        $table = $link->prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?");
        $table->execute(["{$this->prefix}options"]);
        if ($table->fetchColumn() === false) {
            return null;
        }
        $option = $link->prepare("SELECT option_value FROM {$this->prefix}options WHERE option_name = ?");
        $option->execute([MySql::MADE]);
        $value = $option->fetchColumn();
        return $value === false ? null : (string) $value;
    }

    public function forget(): void
    {
        if ($this->made() !== null) {
            $this->link()->prepare("DELETE FROM {$this->prefix}options WHERE option_name = ?")->execute([MySql::MADE]);
        }
    }

    /** The drop-in and SQLite put more files there; anything else is somebody's, and stays with the folder. */
    public function clear(bool $created): void
    {
        $names = ['.htaccess', 'index.php'];
        foreach (['-journal', '-wal', '-shm', '.php'] as $ending) {
            $names[] = self::FILE . $ending;
        }
        $names[] = self::FILE; // it and what is removed below say that all is ours, to whoever is interrupted and comes again
        foreach ($names as $name) {
            if (is_file("{$this->folder}/$name")) {
                unlink("{$this->folder}/$name");
            }
        }
        $this->forgetBegun();
        if ($this->isBare()) {
            rmdir($this->folder);
        }
    }

    private function forgetBegun(): void
    {
        $token = $this->begun();
        if ($token !== null) {
            unlink($this->folder . '/' . self::BEGUN . $token);
        }
    }

    private function link(): \PDO
    {
        $link = new \PDO("sqlite:{$this->folder}/" . self::FILE);
        $link->setAttribute(\PDO::ATTR_ERRMODE, \PDO::ERRMODE_EXCEPTION);
        $link->exec('PRAGMA busy_timeout = 20000');
        return $link;
    }
}
