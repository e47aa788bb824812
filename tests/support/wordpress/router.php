<?php
// Answers as a web server in front of WordPress does: files as they are, scripts where they lie, all else by index.php.

declare(strict_types=1);

$root = $_SERVER['DOCUMENT_ROOT'];
$path = '/' . ltrim(rawurldecode((string) parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH)), '/');
if (is_dir($root . $path) && is_file(rtrim($root . $path, '/') . '/index.php')) {
    $path = rtrim($path, '/') . '/index.php';
}
$exists = is_file($root . $path);
if ($exists && substr($path, -4) !== '.php') {
    return false;
}
$script = $exists ? $path : '/index.php';
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = $script;
$_SERVER['SCRIPT_FILENAME'] = $root . $script;
chdir(dirname($root . $script));
require $root . $script;
