<?php

declare(strict_types=1);

namespace Launcher;

// Runs one job on one WordPress. Nothing but what goes through the channel counts: WordPress ends with exit code 0 when
// it cannot reach its database, prints pages when it is not installed, and themes print what they like.

ob_start(static fn (string $output): string => '', 4096);
$channel = new Channel((int) $_SERVER['argv'][1], (int) $_SERVER['argv'][2]);
$worker = new Worker($channel);
register_shutdown_function([$worker, 'end']);
try {
    $worker->prepare($channel->read());
    $worker->stage = 'loading';
    require $worker->entrance(); // at the top level: what wp-config.php sets are global variables
    $worker->stage = 'working';
    $worker->work();
} catch (\Throwable $error) {
    $worker->fail($error);
}
