<?php

declare(strict_types=1);

namespace Launcher;

/** A kind of thing that WordPress keeps: its table, the columns that say what it is, and where its meta fields are. */
final class Kind
{
    public string $name;

    public string $table;

    public string $key;

    public string $metaTable;

    public string $metaKey;

    public string $metaId;

    /** @var list<string> the columns whose change is a change by the owner */
    public array $columns;

    /** @var list<array{string, string}> tables and columns in which numbers of things that are gone may be left */
    public array $left;

    /** @var array<string, mixed> columns that a row must have, with values that say nothing */
    public array $filler;

    private function __construct(
        string $name,
        string $table,
        string $key,
        string $meta,
        array $columns,
        array $filler,
        array $left
    ) {
        [$this->metaTable, $this->metaKey, $this->metaId] = explode(' ', $meta);
        [$this->name, $this->table, $this->key, $this->columns, $this->filler] = [$name, $table, $key, $columns, $filler];
        $this->left = array_merge([[$this->metaTable, $this->metaKey]], $left);
    }

    public static function users(): self
    {
        $columns = ['user_login', 'user_pass', 'user_nicename', 'user_email', 'user_url', 'display_name'];
        $left = [['posts', 'post_author']];
        return new self('user', 'users', 'ID', 'usermeta user_id umeta_id', $columns, ['user_login' => ''], $left);
    }

    public static function terms(): self
    {
        $filler = ['name' => '', 'slug' => ''];
        $left = [['term_taxonomy', 'term_id'], ['term_taxonomy', 'parent']];
        return new self('term', 'terms', 'term_id', 'termmeta term_id meta_id', ['name', 'slug'], $filler, $left);
    }

    public static function posts(): self
    {
        $columns = [
            'post_author', 'post_date', 'post_content', 'post_title', 'post_excerpt', 'post_status', 'comment_status',
            'ping_status', 'post_password', 'post_name', 'post_parent', 'menu_order', 'post_type', 'post_mime_type',
        ];
        $filler = array_fill_keys(['post_content', 'post_title', 'post_excerpt', 'to_ping', 'pinged', 'post_content_filtered'], '');
        $left = [['posts', 'post_parent'], ['comments', 'comment_post_ID'], ['term_relationships', 'object_id']];
        return new self('post', 'posts', 'ID', 'postmeta post_id meta_id', $columns, $filler, $left);
    }

    public static function comments(): self
    {
        $columns = [
            'comment_post_ID', 'comment_author', 'comment_author_email', 'comment_author_url', 'comment_date',
            'comment_content', 'comment_approved', 'comment_type', 'comment_parent', 'user_id',
        ];
        $filler = ['comment_author' => '', 'comment_content' => ''];
        $left = [['comments', 'comment_parent']];
        return new self('comment', 'comments', 'comment_ID', 'commentmeta comment_id meta_id', $columns, $filler, $left);
    }

    /** @return list<self> in the order in which they are made; they are removed in the opposite one */
    public static function all(): array
    {
        return [self::users(), self::terms(), self::posts(), self::comments()];
    }

    /** @return list<string> every table that an import writes to */
    public static function tables(): array
    {
        $tables = ['options', 'term_taxonomy', 'term_relationships'];
        foreach (self::all() as $kind) {
            array_push($tables, $kind->table, $kind->metaTable);
        }
        return $tables;
    }
}
