<?php

declare(strict_types=1);

namespace Launcher;

/** One job: prepares how WordPress is loaded, does the work in one transaction, and answers whatever happens. */
final class Worker
{
    public string $stage = 'starting';

    private const WRITING = ['import', 'undo', 'restore'];

    private Channel $channel;

    private array $job = [];

    private ?Document $document = null;

    private ?Database $database = null;

    private ?Ledger $ledger = null;

    private string $said = '';

    public function __construct(Channel $channel)
    {
        $this->channel = $channel;
    }

    /** Read the job and say how WordPress shall be loaded: without plugins, network, mail or caches. */
    public function prepare(array $job): void
    {
        $this->job = $job;
        Ground::check($job['wordpress']);
        if ($job['mode'] === 'import') {
            $this->document = new Document(Channel::file($job['document']));
        }
        foreach (['WP_DISABLE_FATAL_ERROR_HANDLER', 'DISABLE_WP_CRON', 'WP_HTTP_BLOCK_EXTERNAL'] as $name) {
            define($name, true);
        }
        define('WPMU_PLUGIN_DIR', $job['wordpress'] . '/.launcher/no-plugins');
        $_SERVER += ['REQUEST_METHOD' => 'GET', 'REQUEST_URI' => '/', 'SERVER_PROTOCOL' => 'HTTP/1.1', 'REMOTE_ADDR' => '127.0.0.1'];
        $this->presetHooks();
    }

    public function entrance(): string
    {
        return $this->job['wordpress'] . '/wp-load.php';
    }

    /** Do the job; the answer is the last thing that is said. */
    public function work(): void
    {
        Ground::checkLoaded();
        foreach (['pre_option_template', 'pre_option_stylesheet', 'pre_option_active_plugins'] as $hook) {
            remove_all_filters($hook);
        }
        if (!in_array($this->job['mode'], ['check', 'restore'], true)) {
            Ground::checkAddress(); // rows come back whatever the address is by now
        }
        $this->database ??= new Database($GLOBALS['wpdb']);
        $bundle = (string) ($this->job['bundle'] ?? '');
        switch ($this->job['mode']) {
            case 'probe':
                $this->reply(Probe::run());
                break;
            case 'check':
                $record = Record::read($this->database, $bundle);
                $this->reply(['digest' => $record === null ? '' : $record->digest]);
                break;
            case 'status':
                $this->reply((new Status($this->database, $bundle))->run());
                break;
            case 'import':
            case 'undo':
                $this->change($bundle);
                break;
            case 'restore':
                $this->restore($bundle);
                break;
            default:
                throw new Trouble('job', 'the job is not known');
        }
    }

    /** Say what went wrong, and leave nothing behind. */
    public function fail(\Throwable $error): void
    {
        if (!$error instanceof Trouble) {
            $error = Trouble::ofError($error, $this->job['wordpress'] ?? '');
        } elseif ($error->kind() === 'died' && $this->stage === 'loading') {
            $error = Ground::explain($error->getMessage());
        }
        if ($this->database !== null) {
            $this->database->rollback();
            if ($error->kind() === 'ended' && $this->ledger !== null) {
                $this->ledger->takeBack();
            }
        }
        $this->channel->answer(['ok' => false, 'code' => $error->kind(), 'message' => $error->getMessage()]);
    }

    /** PHP ends, whoever ended it. */
    public function end(): void
    {
        if ($this->channel->hasAnswered()) {
            return;
        }
        $trouble = Trouble::ofLast($this->job['wordpress'] ?? '');
        if ($trouble !== null) {
            $this->job = [];
            $this->document = null; // there may be no memory left
            $this->fail($trouble);
            return;
        }
        $this->fail(new Trouble('died', $this->said));
    }

    private function change(string $bundle): void
    {
        $this->database->beStrict();
        $answer = new Answer();
        $token = bin2hex(random_bytes(16));
        if ($this->job['mode'] === 'import') {
            (new Import($this->database, $this->ledger, $this->document, $bundle, $answer))->run($this->job['digest'], $token);
        } else {
            (new Undo($this->database, $this->ledger, $bundle))->run($answer);
            $token = '';
        }
        if ($this->ledger->isEmpty()) {
            $this->database->rollback();
        } else {
            $this->channel->ask(['ask' => 'keep', 'token' => $token, 'length' => $this->ledger->finish()]);
            $this->database->commit();
            wp_cache_flush();
        }
        $this->reply($answer->toArray());
    }

    /** Bring the rows of before back, if the change that is to be taken back was made at all. */
    private function restore(string $bundle): void
    {
        $this->database->beStrict();
        $record = Record::read($this->database, $bundle);
        $made = ($record === null ? '' : $record->token) === $this->job['token'];
        if ($made) {
            $this->ledger->restore(Channel::file($this->job['kept']), $this->job['start'], $this->job['length']);
            $this->database->commit();
            wp_cache_flush();
        } else {
            $this->database->rollback();
        }
        $this->reply(['restored' => $made]);
    }

    private function reply(array $answer): void
    {
        $this->stage = 'done';
        $this->channel->answer(['ok' => true] + $answer);
    }

    private function presetHooks(): void
    {
        $this->preset('wp_die_handler', fn (): array => [$this, 'die'], 1000);
        $this->preset('pre_http_request', static fn () => new \WP_Error('launcher', 'no network is used'));
        $this->preset('pre_wp_mail', static fn (): bool => false);
        $this->preset('enable_loading_advanced_cache_dropin', static fn (): bool => false);
        // What a change of theme brings about is for the first visit, when the new theme is there to take part; and it is
        // several statements, of which a kill would leave some, and the widgets somewhere else.
        $this->preset('pre_option_theme_switched', static fn (): string => '');
        $this->preset('pre_option_active_plugins', static fn (): array => []);
        $theme = $this->document->frame->theme ?? null;
        if ($theme !== null) {
            $template = ($theme->template ?? '') === '' ? $theme->stylesheet : $theme->template;
            $this->preset('pre_option_template', static fn (): string => $template);
            $this->preset('pre_option_stylesheet', static fn (): string => $theme->stylesheet);
        } elseif (!in_array($this->job['mode'], ['probe', 'import'], true)) {
            // No theme's code is needed, and that of the bundle may be gone already.
            $this->preset('pre_option_template', static fn (): string => '.launcher-none');
            $this->preset('pre_option_stylesheet', static fn (): string => '.launcher-none');
        }
        if (in_array($this->job['mode'], self::WRITING, true)) {
            $this->preset('muplugins_loaded', function (): void {
                $this->begin();
            }, -1000);
        }
    }

    /** Begin before WordPress adds options of its own, so that nothing of it stays if we fail. */
    private function begin(): void
    {
        $this->database = new Database($GLOBALS['wpdb']);
        $kept = $this->job['mode'] === 'restore' ? null : $this->job['ledger'] ?? null;
        $this->ledger = new Ledger($this->database, $kept === null ? null : Channel::file($kept));
        $this->database->begin();
        if ($this->job['mode'] !== 'restore') {
            foreach (['add_option', 'update_option', 'delete_option'] as $hook) {
                add_action($hook, [$this->ledger, 'keepOption'], -1000, 1);
            }
        }
    }

    /** WordPress would show a page and end. */
    public function die($message): void
    {
        $text = $message instanceof \WP_Error ? $message->get_error_message() : (string) $message;
        $this->said = Trouble::line($text);
        throw new Trouble('died', $this->said);
    }

    private function preset(string $hook, callable $function, int $priority = 10): void
    {
        $GLOBALS['wp_filter'][$hook][$priority][] = ['function' => $function, 'accepted_args' => 1];
    }
}
