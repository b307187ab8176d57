# SPDX-License-Identifier: PostgreSQL
#
# Writes the SQL templates named on the command line as a C file that defines template_sources[], sorted by name.
# Usage: LC_ALL=C awk -f embed.awk -v root=templates/ templates/expand/add_shim.sql ... > templates.c

function name_of(path)
{
    if (index(path, root) == 1)
        path = substr(path, length(root) + 1)
    sub(/\.sql$/, "", path)
    return path
}

# A question mark is escaped because two of them start a trigraph in C17.
function literal(line)
{
    gsub(/\\/, "\\\\&", line)
    gsub(/"/, "\\\"", line)
    gsub(/\?/, "\\?", line)
    gsub(/\t/, "\\t", line)
    gsub(/\r/, "\\r", line)
    return "\"" line "\\n\""
}

BEGIN {
    count = 0
    for (i = 1; i < ARGC; i++)
        if (ARGV[i] ~ /\.sql$/)
            files[++count] = ARGV[i]

    for (i = 2; i <= count; i++) {
        file = files[i]
        for (j = i - 1; j >= 1 && name_of(files[j]) > name_of(file); j--)
            files[j + 1] = files[j]
        files[j + 1] = file
    }

    print "/* Made from templates/ by templates/embed.awk. */"
    print "#include \"sql/template.h\"\n"
    print "const TemplateSource template_sources[] = {"
    for (i = 1; i <= count; i++) {
        printf "    {\n        \"%s\",\n        \"\"\n", name_of(files[i])
        while ((status = (getline line < files[i])) > 0)
            print "        " literal(line)
        close(files[i])
        if (status < 0) {
            print "embed.awk: could not read " files[i] > "/dev/stderr"
            exit 1
        }
        print "    },"
    }
    if (count == 0)
        print "    {\"\", \"\"},"
    print "};\n"
    print "const size_t template_source_count = " count ";"
}
