<?php

declare(strict_types=1);

namespace Launcher;

/** Widgets in sidebars. What the owner had in a sidebar of the demo's waits among the inactive ones. */
final class Widgets
{
    private const INACTIVE = 'wp_inactive_widgets';

    private Settings $settings;

    private References $references;

    private Record $record;

    /** @var list<string> widgets of ours that the owner changed */
    public array $kept = [];

    public function __construct(Settings $settings, References $references, Record $record)
    {
        [$this->settings, $this->references, $this->record] = [$settings, $references, $record];
    }

    /** Put a document's widgets in place of those that this bundle had before. */
    public function apply(\stdClass $sidebars): void
    {
        $digest = hash('sha256', serialize($this->references->value($sidebars)));
        if ($digest === $this->record->sidebars || ((array) $sidebars === [] && $this->record->sidebars === '')) {
            return;
        }
        $this->removeOurs();
        $lists = $this->lists();
        foreach ((array) $sidebars as $sidebar => $widgets) {
            $sidebar = (string) $sidebar;
            $ours = [];
            foreach ($widgets as $number => $widget) {
                $ours[] = $id = $this->add($widget);
                $this->record->widgets["$sidebar/$number"] = ['id' => $id, 'hash' => $this->hashOf($id)];
            }
            foreach ($lists[$sidebar] ?? [] as $id) {
                if (!in_array($id, $this->kept, true)) {
                    $this->record->aside[$id] = $sidebar;
                    $lists[self::INACTIVE][] = $id;
                }
            }
            $lists[$sidebar] = array_merge($ours, array_intersect($lists[$sidebar] ?? [], $this->kept));
        }
        $this->write($lists);
        $this->record->sidebars = $digest;
    }

    /** Take our widgets out and put those of the owner's that were set aside back. */
    public function takeOut(): void
    {
        if ($this->record->sidebars === '') {
            return;
        }
        $this->removeOurs();
        $lists = $this->lists();
        foreach ($this->record->aside as $id => $sidebar) {
            $at = array_search($id, $lists[self::INACTIVE] ?? [], true);
            if ($at !== false) { // else the owner has used it since
                unset($lists[self::INACTIVE][$at]);
                $lists[$sidebar][] = (string) $id;
            }
        }
        foreach ($this->record->widgetOptions as $base => $before) {
            if ($this->instances("widget_$base") === array_diff_key(Settings::unserialised($before), ['_multiwidget' => 1])) {
                $this->settings->write("widget_$base", $before); // with the very bytes, or not at all
            }
        }
        $this->record->widgetOptions = [];
        $this->record->aside = [];
        $this->record->sidebars = '';
        $this->write($lists);
    }

    /** @return array<string, string> place in the document -> unchanged, changed or lost */
    public function fates(): array
    {
        $fates = [];
        foreach ($this->record->widgets as $place => $widget) {
            $hash = $this->hashOf($widget['id']);
            $fates["widget/$place"] = $hash === '' ? 'lost' : ($hash === $widget['hash'] ? 'unchanged' : 'changed');
        }
        return $fates;
    }

    private function removeOurs(): void
    {
        $lists = $this->lists();
        foreach ($this->record->widgets as $widget) {
            $hash = $this->hashOf($widget['id']);
            if ($hash !== '' && $hash !== $widget['hash']) {
                $this->kept[] = $widget['id'];
                continue;
            }
            [$base, $number] = $this->split($widget['id']);
            $all = Settings::unserialised($this->settings->read("widget_$base"));
            unset($all[$number]);
            $this->settings->write("widget_$base", serialize($all));
            foreach ($lists as $sidebar => $ids) {
                if (is_array($ids)) {
                    $lists[$sidebar] = array_diff($ids, [$widget['id']]);
                }
            }
        }
        $this->record->widgets = [];
        $this->write($lists);
    }

    /** Add a widget under a number that none of its kind has. @return string such as text-3 */
    private function add(\stdClass $widget): string
    {
        $all = Settings::unserialised($this->settings->read("widget_{$widget->base}"));
        $numbers = array_filter(array_keys($all), 'is_int');
        $number = max([1, ...$numbers]) + 1;
        $this->record->widgetOptions += [$widget->base => $this->settings->read("widget_{$widget->base}")];
        $all[$number] = $this->references->value($widget->settings ?? []);
        $all['_multiwidget'] = 1;
        $this->settings->write("widget_{$widget->base}", serialize($all));
        return "{$widget->base}-$number";
    }

    private function instances(string $option): array
    {
        return array_diff_key(Settings::unserialised($this->settings->read($option)), ['_multiwidget' => 1]);
    }

    private function hashOf(string $id): string
    {
        [$base, $number] = $this->split($id);
        $all = Settings::unserialised($this->settings->read("widget_$base"));
        return isset($all[$number]) ? hash('sha256', serialize($all[$number])) : '';
    }

    private function split(string $id): array
    {
        $dash = (int) strrpos($id, '-');
        return [substr($id, 0, $dash), (int) substr($id, $dash + 1)];
    }

    private function lists(): array
    {
        return Settings::unserialised($this->settings->read('sidebars_widgets')) + ['array_version' => 3];
    }

    private function write(array $lists): void
    {
        $lists = array_map(static fn ($ids) => is_array($ids) ? array_values($ids) : $ids, $lists);
        $this->settings->write('sidebars_widgets', serialize($lists));
    }
}
