<?php

declare(strict_types=1);

namespace Launcher;

/** WordPress's own installer, on a configured site whose database is empty; no mail is sent, and no network used. */
final class Installer
{
    private array $job;

    public function __construct(array $job)
    {
        $this->job = $job;
    }

    /** Say, before WordPress is loaded, what it would find out from a request, and keep it from the world. */
    public function prepare(): void
    {
        define('WP_INSTALLING', true);
        define('WP_SITEURL', $this->job['url']);
        define('DISABLE_WP_CRON', true);
        $address = parse_url($this->job['url']);
        $_SERVER['HTTP_HOST'] = $address['host'] . (isset($address['port']) ? ":{$address['port']}" : '');
        $_SERVER['SERVER_NAME'] = $address['host'];
        $_SERVER['REQUEST_URI'] = '/';
        $_SERVER['REQUEST_METHOD'] = 'GET';
        $_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
        if ($address['scheme'] === 'https') {
            $_SERVER['HTTPS'] = 'on';
        }
        // Mail would go to people from a site that does not run yet.
        self::filter('pre_wp_mail', static fn () => true);
        // It looks whether its addresses work: five seconds for each, and nobody answers yet.
        self::filter('pre_http_request', static fn () => new \WP_Error('launcher', 'there is no network here'));
    }

    /** Make the tables and the administrator. */
    public function run(): array
    {
        require_once ABSPATH . 'wp-admin/includes/upgrade.php';
        if (is_blog_installed()) {
            throw new Trouble('refused', 'its database has the tables of a WordPress already');
        }
        $url = $this->job['url'];
        wp_install(
            $this->job['title'],
            $this->job['admin'],
            $this->job['email'],
            true,
            '',
            wp_slash($this->job['password']) // as its own form does it with the password alone
        );
        foreach (['siteurl', 'home'] as $option) {
            if (get_option($option) !== $url) {
                update_option($option, $url);
            }
        }
        self::checkStatements();
        if (!is_blog_installed() || !username_exists($this->job['admin'])) {
            throw new Trouble('installer', 'WordPress\'s installer made no site');
        }
        return [];
    }

    /** WordPress goes on when a statement fails, and its site lacks something then; all it does is to write that down. */
    private static function checkStatements(): void
    {
        foreach ($GLOBALS['EZSQL_ERROR'] ?? [] as $failed) {
            $said = trim((string) $failed['error_str']);
            // It asks for tables to see whether they are there.
            if ($said !== '' && !preg_match("/doesn't exist|no such table/i", $said)) {
                throw Trouble::ofDatabase(0, $said);
            }
        }
    }

    private static function filter(string $name, \Closure $function): void
    {
        $GLOBALS['wp_filter'][$name][10]['launcher'] = ['accepted_args' => 3, 'function' => $function];
    }
}
