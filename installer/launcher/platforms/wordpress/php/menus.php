<?php

declare(strict_types=1);

namespace Launcher;

/** The entries of classic menus as the posts that WordPress keeps them in. */
final class Menus
{
    private References $references;

    /** @var array<string, string> reference -> what a menu calls its kind: page or category, say */
    private array $kinds = [];

    public function __construct(References $references)
    {
        $this->references = $references;
    }

    /** Learn what the things of a document are. */
    public function learn(string $ref, string $type): void
    {
        $this->kinds[$ref] = $type;
    }

    /**
     * Every entry of a menu with a reference of its own: reference -> ['item', 'parent' (a reference), 'order', 'menu'].
     *
     * The reference follows from what the entry leads to, so that entries that a new version adds move no others.
     */
    public function entries(\stdClass $menu): array
    {
        $entries = [];
        $this->collect($menu->items ?? [], $menu->ref, '', $entries);
        return $entries;
    }

    /** An entry as a post of a document, or null where what it leads to is not on the site. */
    public function post(array $entry, string $ref): ?\stdClass
    {
        $item = $entry['item'];
        $type = $item->type ?? 'custom';
        [$object, $id] = [$item->object ?? '', ''];
        if ($type === 'post_type' || $type === 'taxonomy') {
            $number = $this->references->id($object);
            if ($number === 0) {
                return null;
            }
            [$id, $object] = [(string) $number, $this->kinds[$object] ?? ''];
        } elseif ($type === 'custom') {
            [$id, $object] = [(string) $this->references->id($ref), 'custom'];
        }
        $meta = [
            ['_menu_item_type', $type],
            ['_menu_item_menu_item_parent', (string) $this->references->id($entry['parent'])],
            ['_menu_item_object_id', $id],
            ['_menu_item_object', $object],
            ['_menu_item_target', $item->target ?? ''],
            ['_menu_item_classes', ($item->classes ?? []) ?: ['']],
            ['_menu_item_xfn', $item->relation ?? ''],
            ['_menu_item_url', $type === 'custom' ? ($item->url ?? '') : ''],
        ];
        return (object) [
            'type' => 'nav_menu_item',
            'slug' => '',
            'title' => $item->title ?? '',
            'content' => $item->description ?? '',
            'excerpt' => $item->attribute ?? '',
            'order' => $entry['order'],
            'terms' => [$entry['menu']],
            'meta' => array_merge($meta, $item->meta ?? []),
        ];
    }

    private function collect(array $items, string $menu, string $parent, array &$entries): void
    {
        foreach ($items as $item) {
            $what = [$item->type ?? 'custom', $item->object ?? '', $item->url ?? '', $item->title ?? '', $parent];
            $base = "$menu/entry-" . substr(hash('sha256', serialize($what)), 0, 16);
            $ref = $base;
            for ($number = 2; isset($entries[$ref]); ++$number) {
                $ref = "$base-$number";
            }
            $entries[$ref] = ['item' => $item, 'parent' => $parent, 'order' => count($entries) + 1, 'menu' => $menu];
            $this->collect($item->children ?? [], $menu, $ref, $entries);
        }
    }
}
