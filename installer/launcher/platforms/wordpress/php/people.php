<?php

declare(strict_types=1);

namespace Launcher;

/** Users of a document's authors: nobody can log in as one until a password is set. */
final class People
{
    private Database $database;

    private References $references;

    private string $password = '';

    /** @var array<string, array<string, int>> column -> value, folded -> number of the author of the document who has it */
    private array $given = [];

    public function __construct(Database $database, References $references)
    {
        [$this->database, $this->references] = [$database, $references];
    }

    /** The user who is somebody of the document already, by login name; 0 where there is none. */
    public function existing(\stdClass $author): int
    {
        $users = $this->database->table('users');
        return (int) $this->database->value("SELECT ID FROM $users WHERE user_login = " . $this->database->quote($author->login));
    }

    /** The first administrator, who writes what nobody else wrote. */
    public function keeper(): int
    {
        $meta = $this->database->table('usermeta');
        $key = $this->database->quote($this->database->prefix . 'capabilities');
        return (int) $this->database->value(
            "SELECT MIN(user_id) FROM $meta WHERE meta_key = $key AND meta_value LIKE '%\"administrator\"%'"
        );
    }

    public function thing(\stdClass $author, int $id, string $registered): array
    {
        $texts = $this->references;
        $role = $author->role ?? 'author';
        if (!in_array($role, ['subscriber', 'contributor', 'author', 'editor'], true)) {
            throw new Trouble('document', "an author of the demo may not become $role");
        }
        $levels = ['subscriber' => 0, 'contributor' => 1, 'author' => 2, 'editor' => 7];
        $prefix = $this->database->prefix;
        $meta = [
            ['nickname', $texts->stored($author->name)],
            ['first_name', $texts->stored($author->first_name ?? '')],
            ['last_name', $texts->stored($author->last_name ?? '')],
            ['description', $texts->stored($author->description ?? '')],
            ['rich_editing', 'true'],
            ['syntax_highlighting', 'true'],
            ['comment_shortcuts', 'false'],
            ['admin_color', 'fresh'],
            ['use_ssl', '0'],
            ['show_admin_bar_front', 'true'],
            ['locale', ''],
            [$prefix . 'capabilities', serialize([$role => true])],
            [$prefix . 'user_level', (string) $levels[$role]],
        ];
        foreach ($author->meta ?? [] as [$key, $value]) {
            if (preg_match('/(capabilities|user_level|session_tokens|_application_passwords)$/i', $key)) {
                throw new Trouble('document', "an author of the demo may not have the field $key");
            }
            $meta[] = [$key, $texts->stored($value)];
        }
        return ['id' => $id, 'meta' => $meta, 'terms' => [], 'row' => [
            'user_login' => $author->login,
            'user_pass' => $this->password(),
            'user_nicename' => $this->nicename($author->login, $id),
            'user_email' => $this->email($texts->text($author->email ?? ''), $id),
            'user_url' => $texts->text($author->url ?? ''),
            'user_registered' => $registered,
            'display_name' => $texts->text($author->name),
        ]];
    }

    /** The state of a user who stays as the password that is there; it is nobody's but the owner's to change. */
    public function keepPassword(array $thing, string $password): array
    {
        $thing['row']['user_pass'] = $password;
        return $thing;
    }

    /** The hash of a password that nobody knows, for all of them: to make one takes long. */
    private function password(): string
    {
        if ($this->password === '') {
            $this->password = wp_hash_password(bin2hex(random_bytes(32)));
        }
        return $this->password;
    }

    private function nicename(string $login, int $id): string
    {
        $wanted = substr(sanitize_title(sanitize_user($login, true)), 0, 50) ?: "author-$id";
        return $this->isTaken('user_nicename', $wanted, $id) ? substr($wanted, 0, 40) . "-$id" : $wanted;
    }

    /** An address that somebody of the site has stays theirs alone. */
    private function email(string $wanted, int $id): string
    {
        return $wanted !== '' && $this->isTaken('user_email', $wanted, $id) ? '' : $wanted;
    }

    private function isTaken(string $column, string $value, int $id): bool
    {
        if (($this->given[$column][Slug::folded($value)] ??= $id) !== $id) {
            return true;
        }
        $users = $this->database->table('users');
        $sql = "SELECT ID FROM $users WHERE $column = {$this->database->quote($value)} AND ID <> $id LIMIT 1";
        return $this->database->value($sql) !== null;
    }
}
