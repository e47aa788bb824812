<?php

declare(strict_types=1);

namespace Launcher;

/**
 * A document in its one spelling, each post on a line of its own: they are read anew each time, one at a time.
 *
 * Everything else of it, which is short, is in memory.
 */
final class Document
{
    /** Everything but the posts. */
    public \stdClass $frame;

    /** How many bytes the last post has that was read. */
    public int $length = 0;

    /** @var resource */
    private $stream;

    private int $first = 0;

    /** @param resource $stream that can be read from any place */
    public function __construct($stream)
    {
        $this->stream = $stream;
        $frame = json_decode($this->readFrame(), false, 512);
        if (!$frame instanceof \stdClass || ($frame->document ?? 0) !== 1) {
            throw new Trouble('document', 'the document of the site cannot be read');
        }
        $this->frame = $frame;
    }

    /** @return \Generator<\stdClass> */
    public function posts(): \Generator
    {
        if ($this->first === 0) {
            return;
        }
        fseek($this->stream, $this->first);
        while (($line = fgets($this->stream)) !== false && $line[0] !== ']') {
            $this->length = strlen($line);
            $post = json_decode(rtrim($line, ",\n"), false, 512);
            if (!$post instanceof \stdClass) {
                throw new Trouble('document', 'the document of the site cannot be read');
            }
            yield $post;
        }
    }

    private function readFrame(): string
    {
        $frame = '';
        $inside = false;
        while (($line = fgets($this->stream)) !== false) {
            $inside = $inside && $line[0] !== ']';
            if ($inside) {
                continue;
            }
            $frame .= $line;
            if ($this->first === 0 && $line === "\"posts\":[\n") {
                [$inside, $this->first] = [true, (int) ftell($this->stream)];
            }
        }
        return $frame;
    }
}
