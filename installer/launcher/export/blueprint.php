<?php

declare(strict_types=1);

namespace Launcher;

// Runs the import of a blueprint inside of WordPress Playground: what it is told lies in one file, all of it beforehand.

ob_start(static fn (string $output): string => '', 4096);
$channel = new Channel(__DIR__ . '/job', __DIR__ . '/answer');
$worker = new Worker($channel);
register_shutdown_function(static function () use ($worker): void {
    $worker->end();
    $said = (string) file_get_contents(__DIR__ . '/answer');
    // Before the answer stands the question whether it may be final.
    $answer = json_decode(trim(substr($said, (int) strrpos($said, '{"launcher":'))), true);
    if (!is_array($answer) || !($answer['ok'] ?? false)) {
        throw new \RuntimeException('the demo was not imported: ' . ($answer['message'] ?? 'there is no answer'));
    }
});
try {
    $worker->prepare($channel->read());
    $worker->stage = 'loading';
    require $worker->entrance(); // at the top level: what wp-config.php sets are global variables
    $worker->stage = 'working';
    $worker->work();
} catch (\Throwable $error) {
    $worker->fail($error);
}
