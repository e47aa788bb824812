<?php

declare(strict_types=1);

namespace Launcher;

/** Comments of a document's posts. */
final class Comments
{
    private References $references;

    private Times $times;

    public function __construct(References $references, Times $times)
    {
        [$this->references, $this->times] = [$references, $times];
    }

    public function thing(\stdClass $comment, int $id, int $post): array
    {
        $texts = $this->references;
        [$local, $utc] = $this->times->both($comment->date ?? '', $comment->date_gmt ?? '');
        $meta = [];
        foreach ($comment->meta ?? [] as [$key, $value]) {
            $meta[] = [$key, $texts->stored($value)];
        }
        return ['id' => $id, 'meta' => $meta, 'terms' => [], 'row' => [
            'comment_post_ID' => $post,
            'comment_author' => $texts->text($comment->author),
            'comment_author_email' => $texts->text($comment->email ?? ''),
            'comment_author_url' => $texts->text($comment->url ?? ''),
            'comment_author_IP' => '',
            'comment_date' => $local,
            'comment_date_gmt' => $utc,
            'comment_content' => $texts->text($comment->content),
            'comment_karma' => 0,
            'comment_approved' => ($comment->approved ?? true) ? '1' : '0',
            'comment_agent' => '',
            'comment_type' => $comment->type ?? 'comment',
            'comment_parent' => $texts->id($comment->parent ?? ''),
            'user_id' => $texts->id($comment->user ?? ''),
        ]];
    }
}
