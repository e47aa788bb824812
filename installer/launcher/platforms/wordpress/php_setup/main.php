<?php

declare(strict_types=1);

namespace Launcher;

// Sets a WordPress up that has no database yet, or takes that back; one job, as in the importer's main.php.

ob_start();
$launcher_channel = new Channel((int) $_SERVER['argv'][1], (int) $_SERVER['argv'][2]);
$launcher_task = new Task($launcher_channel);
register_shutdown_function([$launcher_task, 'end']);
try {
    $launcher_file = $launcher_task->prepare($launcher_channel->read());
    if ($launcher_file !== '') {
        require $launcher_file; // at the top level: what wp-config.php sets are global variables
    }
    $launcher_task->work();
} catch (\Throwable $error) {
    $launcher_task->fail($error);
}
