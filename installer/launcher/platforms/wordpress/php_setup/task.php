<?php

declare(strict_types=1);

namespace Launcher;

/**
 * One job: "examine" looks at a database server with an account that it is told, "install" runs WordPress's installer,
 * all others ask or change the database that the site's wp-config.php names.
 */
final class Task
{
    private Channel $channel;

    private array $job = [];

    private ?Installer $installer = null;

    /** @var resource|null Its lock says that a job is at work on the site; the system frees it when we end. */
    private $config = null;

    public function __construct(Channel $channel)
    {
        $this->channel = $channel;
    }

    /** Take the job; return the file that has to be loaded for it, "" for none. */
    public function prepare(array $job): string
    {
        $this->job = $job;
        $folder = $this->folder();
        if ($job['mode'] === 'examine') {
            return '';
        }
        $this->wait("$folder/wp-config.php");
        if ($job['mode'] === 'install') {
            $this->installer = new Installer($job);
            $this->installer->prepare();
            return "$folder/wp-load.php";
        }
        Bare::define();
        return is_file("$folder/wp-config.php") ? "$folder/wp-config.php" : '';
    }

    /** Do the job and answer. */
    public function work(): void
    {
        $this->channel->answer(['ok' => true] + $this->result());
    }

    public function fail(\Throwable $error): void
    {
        if ($error instanceof \mysqli_sql_exception) {
            $error = Trouble::ofDatabase($error->getCode(), $error->getMessage());
        } elseif ($error instanceof \PDOException) {
            $error = Trouble::ofDatabase(0, $error->getMessage());
        } elseif (!$error instanceof Trouble) {
            $error = Trouble::ofError($error, $this->folder());
        }
        $this->channel->answer(['ok' => false, 'code' => $error->kind(), 'message' => Trouble::line($error->getMessage())]);
    }

    /** WordPress ends the process where it cannot go on, with a page that says why. */
    public function end(): void
    {
        if (!$this->channel->hasAnswered()) {
            $text = (string) preg_replace('~<(head|style|script)\b.*?</\1>~is', ' ', (string) ob_get_contents());
            $this->fail(Trouble::ofLast($this->folder()) ?? new Trouble('died', Trouble::line($text)));
        }
    }

    /**
     * Wait for a job whose program was killed, and which goes on without it; end where this one's was.
     *
     * What is taken back after a crash would be made again behind its back.
     */
    private function wait(string $config): void
    {
        if (!is_file($config)) {
            return;
        }
        $this->config = fopen($config, 'rb') ?: null;
        if ($this->config === null || !flock($this->config, LOCK_EX)) {
            throw new Trouble('config', 'its wp-config.php cannot be read and locked');
        }
        if ($this->channel->isAlone()) {
            throw new Trouble('ended', 'nobody waits for the answer any more');
        }
    }

    private function result(): array
    {
        switch ($this->job['mode']) {
            case 'examine':
                return MySql::examine($this->job['database']);
            case 'install':
                return $this->installer->run();
        }
        $tables = $this->tables();
        $token = (string) $this->job['token'];
        switch ($this->job['mode']) {
            case 'check':
                return ['done' => $tables !== null && $tables->begun() === null && $tables->made() === $token];
            case 'undo':
                return $tables === null ? [] : $this->undo($tables, $token);
        }
        if ($tables === null) {
            throw new Trouble('config', 'its wp-config.php is gone');
        }
        if ($this->job['mode'] === 'begin') {
            if ($tables->begun() === $token) {
                $tables->clear(false); // what a setup left that was killed
            }
            $tables->begin($token);
        } else {
            $tables->end($token);
        }
        return [];
    }

    /** Remove what was made and is not whole or not wanted; at an uninstall the site stays, and is its owner's. */
    private function undo(Tables $tables, string $token): array
    {
        if (!$this->job['aborting']) {
            $tables->forget();
        } elseif ($tables->begun() === $token || $tables->made() === $token || $tables->isBare()) {
            $tables->clear($this->job['created']);
        }
        return [];
    }

    private function folder(): string
    {
        return rtrim((string) ($this->job['wordpress'] ?? ''), '/');
    }

    /** The database that the site's wp-config.php names; null where there is none. */
    private function tables(): ?Tables
    {
        if (!defined('DB_NAME')) {
            return null;
        }
        $prefix = (string) ($GLOBALS['table_prefix'] ?? 'wp_');
        return $this->job['kind'] === 'sqlite'
            ? new SqliteFile($this->folder() . '/wp-content/database', $prefix)
            : new MySql(DB_HOST, DB_USER, DB_PASSWORD, DB_NAME, $prefix);
    }
}
