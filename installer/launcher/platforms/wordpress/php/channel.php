<?php

declare(strict_types=1);

namespace Launcher;

/**
 * The line to the program that started us: a job comes in, one answer goes out, beside whatever WordPress prints.
 *
 * Both ways are streams that nobody else has, so that no plugin or theme can spoil an answer by printing.
 */
final class Channel
{
    /** @var resource */
    private $in;

    /** @var resource */
    private $out;

    private bool $answered = false;

    /**
     * @param int|string $in the number of a file descriptor, or a file's name
     * @param int|string $out the same
     */
    public function __construct($in, $out)
    {
        $this->in = fopen(is_int($in) ? "php://fd/$in" : $in, 'rb');
        $this->out = fopen(is_int($out) ? "php://fd/$out" : $out, 'wb');
    }

    /** The next message, a line of JSON. */
    public function read(): array
    {
        $line = fgets($this->in);
        $message = $line === false ? null : json_decode($line, true);
        if (!is_array($message)) {
            throw new Trouble('interrupted', 'nobody waits for the answer any more');
        }
        return $message;
    }

    /** Ask something before the work is done, and return what is said to it. */
    public function ask(array $question): array
    {
        $this->write($question);
        return $this->read();
    }

    /** A file that both sides have: the number of a file descriptor, or a name. @param int|string $file @return resource */
    public static function file($file)
    {
        $stream = @fopen(is_int($file) ? "php://fd/$file" : $file, 'r+b') ?: @fopen(is_int($file) ? "php://fd/$file" : $file, 'rb');
        if ($stream === false) {
            throw new Trouble('interrupted', 'what is to be worked on is gone');
        }
        return $stream;
    }

    /** Give the answer, once; a later one is not sent. */
    public function answer(array $answer): void
    {
        if (!$this->answered) {
            $this->answered = true;
            $this->write(['launcher' => 1] + $answer);
        }
    }

    /** Whether the program that started us is gone: it never says anything unasked, so what there is to read is the end. */
    public function isAlone(): bool
    {
        $read = [$this->in];
        $write = $except = null;
        return stream_select($read, $write, $except, 0) === 1 && fgetc($this->in) === false;
    }

    public function hasAnswered(): bool
    {
        return $this->answered;
    }

    private function write(array $message): void
    {
        $rest = json_encode($message, JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE | JSON_PARTIAL_OUTPUT_ON_ERROR) . "\n";
        while ($rest !== '') {
            $written = fwrite($this->out, $rest);
            if ($written === false || $written === 0) {
                return; // nobody listens, which the next read notices
            }
            $rest = substr($rest, $written);
        }
        fflush($this->out);
    }
}
