# SPDX-License-Identifier: PostgreSQL
# shellcheck shell=bash
#
# Completion for bash: source this file, or put it into /usr/share/bash-completion/completions/bellows.
# tests/unit/ui/test_cli.c compares the words with the program's own tables.

_bellows()
{
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
    local commands="plan expand contract purge rollback status pause resume throttle gate verify lint rehearse schema demo version help"
    local options="--url --plans --config --project --dry-run --force-fence --terminate
        --check --observe --undo --probe --lock-timeout --timeout --lock-wait --grace --drain-timeout --skip-hold --archive --to
        --exit-code --watch --for --app --by --scope --reason --expires --keep --seconds --history --sample --schema
        --server-version --fail-on --only --except --since --stdin-path --single-transaction --threads --fix --format
        --verbose --quiet --help --version"

    case $previous in
        --format)
            mapfile -t COMPREPLY < <(compgen -W "human json ndjson sql markdown sarif github gitlab junit" -- "$current")
            return
            ;;
        --to)
            mapfile -t COMPREPLY < <(compgen -W "expanded" -- "$current")
            return
            ;;
        --fail-on)
            mapfile -t COMPREPLY < <(compgen -W "error warning note never" -- "$current")
            return
            ;;
        --server-version)
            mapfile -t COMPREPLY < <(compgen -W "12 13 14 15 16 17 18" -- "$current")
            return
            ;;
        --schema | --config | --history | --sample)
            mapfile -t COMPREPLY < <(compgen -f -- "$current")
            return
            ;;
        --plans)
            mapfile -t COMPREPLY < <(compgen -d -- "$current")
            return
            ;;
        gate)
            mapfile -t COMPREPLY < <(compgen -W "admit attest fence unfence brownout map-version" -- "$current"; compgen -f -X '!*.yaml' -- "$current")
            return
            ;;
    esac
    if [[ $current == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
    elif (( COMP_CWORD == 1 )); then
        mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$current")
    elif [[ ${COMP_WORDS[1]} == lint || ${COMP_WORDS[1]} == rehearse ]]; then
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
    else
        mapfile -t COMPREPLY < <(compgen -f -X '!*.yaml' -- "$current")
    fi
}
complete -o filenames -F _bellows bellows
