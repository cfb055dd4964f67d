# test/lint_structure finds each thing that it is there for, and nothing in the tree as it is.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use Test::More;

my $root = abs_path($ENV{ALKRES_ROOT} // dirname(__FILE__) . '/../..');
plan skip_all => 'the tree is not built' unless -f "$root/src/alkres.o";
my $copy = tempdir(CLEANUP => 1);
mkdir "$copy/test";
system('cp', '-a', "$root/src", $copy) == 0 && system('cp', '-a', "$root/test/unit", "$copy/test") == 0
	or BAIL_OUT('could not copy the tree');

sub lint
{
	my $said = qx('$root/test/lint_structure' '$copy' 2>&1);
	return ($? >> 8, $said);
}

# Adds files, built where they are asked to be, and takes them away again.
sub finds
{
	my ($what, $expected, %files) = @_;
	for my $path (sort keys %files)
	{
		make_path(dirname("$copy/$path"));
		open(my $file, '>', "$copy/$path") or die "$path: $!";
		print $file $files{$path};
		close $file;
		(my $object = $path) =~ s/\.c$/.o/ or next;
		system('cc', '-c', "-I$copy/src", '-o', "$copy/$object", "$copy/$path") == 0 or die "could not build $path";
	}
	my ($code, $said) = lint();
	is($code, 1, "$what: refused");
	like($said, $expected, "$what: said");
	unlink map { my $o = $_; $o =~ s/\.c$/.o/; ("$copy/$_", "$copy/$o") } keys %files;
}

my $clean = "/* extra.c: of a test. */\n";
my ($code, $said) = lint();
is($said, '', 'the tree as it is: nothing is said');
is($code, 0, 'the tree as it is: accepted');

finds('a circle of files', qr{^circle of files: core/text/extra_a core/text/extra_b$}m,
	'src/core/text/extra_a.c' => "void alkres_b(void);\nvoid alkres_a(void);\nvoid alkres_a(void) { alkres_b(); }\n",
	'src/core/text/extra_b.c' => "void alkres_b(void);\nvoid alkres_a(void);\nvoid alkres_b(void) { alkres_a(); }\n");
finds('a circle of folders', qr{^circle of folders: .*core/text.*core/vaf}m,
	'src/core/text/extra.c' => "int alkres_vaf_parse(void);\nint alkres_extra(void);\nint alkres_extra(void) { return alkres_vaf_parse(); }\n");
finds('a circle of folders by includes', qr{^circle of folders by includes: .*core/text.*core/vaf}m,
	'src/core/text/extra.h' => "#include \"core/vaf/vaf.h\"\n");
finds('an include upwards', qr{core may not include type/bytes\.h}, 'src/core/text/extra.h' => "#include \"type/bytes.h\"\n");
finds('PostgreSQL in core', qr{core may not include postgres\.h}, 'src/core/text/extra.h' => "#include \"postgres.h\"\n");
finds('htslib elsewhere', qr{only src/hts and src/decode include htslib}, 'src/type/extra.h' => "#include <htslib/sam.h>\n");
finds('a file in src/core', qr{^src/core/extra\.c: src/core holds folders only}m, 'src/core/extra.c' => $clean);
finds('a file in src/ingest', qr{^src/ingest/extra\.c: src/ingest holds directly only}m, 'src/ingest/extra.c' => $clean);
finds('a folder of its own', qr{^src/extra/extra\.c: src holds no folder extra/}m, 'src/extra/extra.c' => $clean);
finds('a symbol without prefix', qr{extra\(\)? leaves|: extra leaves its file}, 'src/core/text/extra.c' => "void extra(void);\nvoid extra(void) {}\n");
finds('a file too long', qr{^src/core/text/extra\.c: 601 lines}m, 'src/core/text/extra.c' => "\n" x 601);

sub function { return "int alkres_extra(int);\nint\nalkres_extra(int i)\n{\n@_}\n"; }
finds('a function too long', qr{alkres_extra\(\) has 61 lines}, 'src/core/text/extra.c' => function("\ti++;\n" x 60 . "\treturn i;\n"));
finds('a switch that does much', qr{alkres_extra\(\) has 8\d lines},
	'src/core/text/extra.c' => function("\tswitch (i)\n\t{\n", map({ "\t\tcase $_:\n\t\t\ti++;\n\t\t\ti--;\n\t\t\tbreak;\n" } 1 .. 20), "\t}\n\treturn i;\n"));
my $if = join '', map { "\t" x $_ . "if (i > $_)\n" } 1 .. 5;
finds('nesting too deep', qr{alkres_extra\(\) is 5 levels deep}, 'src/core/text/extra.c' => function($if, "\t\t\t\t\t\ti++;\n\treturn i;\n"));

# What looks alike and is none.
open(my $file, '>', "$copy/src/core/text/extra.c") or die;
print $file function("\tstatic const int table[] = {\n" . "\t\t1,\n" x 80 . "\t};\n\n\tswitch (i)\n\t{\n",
	map({ "\t\tcase $_:\n\t\t\treturn $_;\n" } 1 .. 40),
	"\t}\n\tif (i > 1)\n\t\tif (i > 2)\n\t\t\tif (i > 3)\n\t\t\t\tif (i > 4)\n\t\t\t\t\treturn (i +\n\t\t\t\t\t\t\ttable[0]);\n\treturn 0;\n");
close $file;
system('cc', '-c', '-o', "$copy/src/core/text/extra.o", "$copy/src/core/text/extra.c") == 0 or die;
($code, $said) = lint();
is($said, '', 'a table, a switch of answers, four blocks and a continuation: nothing is said');
done_testing();
