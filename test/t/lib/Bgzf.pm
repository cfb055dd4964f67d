# Bgzf.pm: BGZF, the blocks that BAM and bgzip write.
package Bgzf;
use strict;
use warnings;
use Compress::Raw::Zlib;
use Exporter 'import';

our @EXPORT = qw(unpack_bgzf pack_bgzf bgzf_index);
my $end = pack 'H*', '1f8b08040000000000ff0600424302001b0003000000000000000000';

# The blocks' contents.
sub unpack_bgzf
{
	my ($bytes, $at, $plain) = (shift, 0, '');
	while ($at < length $bytes)
	{
		my $size = 1 + unpack 'v', substr $bytes, $at + 16, 2;
		my $inflate = Compress::Raw::Zlib::Inflate->new(-WindowBits => -MAX_WBITS());
		my $packed = substr $bytes, $at + 18, $size - 26;
		$inflate->inflate($packed, my $part);
		$plain .= $part // '';
		$at += $size;
	}
	return $plain;
}

# Contents as blocks of SIZE bytes with an end marker.
sub pack_bgzf
{
	my ($plain, $size) = (@_, 60000);
	my $bytes = '';
	for (my $at = 0; $at < length $plain; $at += $size)
	{
		my $part = substr $plain, $at, $size;
		my $deflate = Compress::Raw::Zlib::Deflate->new(-WindowBits => -MAX_WBITS(), -Level => 1, -AppendOutput => 1);
		my $packed = '';
		$deflate->deflate($part, $packed);
		$deflate->flush($packed);
		$bytes .= pack('H*', '1f8b08040000000000ff060042430200') . pack('v', length($packed) + 25) . $packed . pack('VV', crc32($part), length $part);
	}
	return $bytes . $end;
}

# Where each block but the first begins: pairs of the offset in the file and in the contents, as "bgzip -r" writes them.
sub bgzf_index
{
	my $bytes = shift;
	my ($at, $plain, @places) = (0, 0);
	while ($at < length $bytes)
	{
		my $size = 1 + unpack 'v', substr $bytes, $at + 16, 2;
		push @places, $at, $plain if $at > 0 && $size > 28;
		$plain += unpack 'V', substr $bytes, $at + $size - 4, 4;
		$at += $size;
	}
	return pack 'Q<*', @places / 2, @places;
}

1;
