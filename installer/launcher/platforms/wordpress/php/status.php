<?php

declare(strict_types=1);

namespace Launcher;

/** What became of what was imported; nothing is changed. */
final class Status
{
    private Database $database;

    private string $bundle;

    public function __construct(Database $database, string $bundle)
    {
        [$this->database, $this->bundle] = [$database, $bundle];
    }

    /** Each reference that was imported with its fate, and which would stay if the bundle was taken out. */
    public function run(): array
    {
        $record = Record::read($this->database, $this->bundle);
        if ($record === null) {
            return ['installed' => false, 'things' => [], 'settings' => [], 'stays' => [], 'files' => [], 'theme' => ''];
        }
        $ledger = new Ledger($this->database);
        $things = $stores = $all = [];
        foreach (Kind::all() as $kind) {
            $stores[$kind->name] = $store = new Store($kind, $this->database, $ledger, $this->bundle, home_url());
            $all[$kind->name] = $marked = $store->marked();
            $fates = [];
            foreach ($store->states->walk($marked) as $ref => $state) {
                $fates[$ref] = $store->hash($state) === $marked[$ref]->hash() ? 'unchanged' : 'changed';
            }
            foreach ($record->refs[$kind->name] ?? [] as $ref) {
                $id = isset($marked[$ref]) ? $marked[$ref]->id : 0;
                $things[] = ['kind' => $kind->name, 'ref' => $ref, 'fate' => $fates[$ref] ?? 'lost', 'id' => $id];
            }
        }
        $settings = new Settings($this->database, $ledger, $record, home_url());
        foreach ((new Widgets($settings, new References('', '', ''), $record))->fates() as $place => $fate) {
            $things[] = ['kind' => 'widget', 'ref' => $place, 'fate' => $fate, 'id' => 0];
        }
        $stays = $files = [];
        foreach ((new Removal($this->database, $ledger, $stores, $settings->named()))->decide($all) as $kind => $decided) {
            array_push($stays, ...array_map('strval', array_keys($decided['staying'])));
            if ($kind === 'post') {
                $files = $this->files(array_values($decided['staying']));
            }
        }
        return [
            'installed' => true,
            'stays' => $stays,
            'uploads' => wp_upload_dir(null, false)['basedir'],
            'files' => $files,
            'themes' => get_theme_root(),
            'theme' => $settings->builtUpon(),
            'things' => $things,
            'settings' => $settings->changedByOwner(),
        ];
    }

    /** The files of these posts below uploads, every size of a picture too. @param list<int> $ids */
    private function files(array $ids): array
    {
        $all = [];
        foreach (Shown::files($this->database, $ids) as $id => $file) {
            $all[] = $file;
            $folder = strpos($file, '/') === false ? '' : dirname($file) . '/';
            $metadata = wp_get_attachment_metadata($id, true) ?: [];
            $sizes = array_column((array) ($metadata['sizes'] ?? []), 'file');
            foreach (array_merge($sizes, array_filter([$metadata['original_image'] ?? ''])) as $name) {
                $all[] = $folder . $name;
            }
        }
        return array_values(array_unique($all));
    }
}
