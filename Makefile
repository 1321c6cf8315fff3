# make help lists the targets. pyos.h itself needs no building.

CC ?= cc
CXX ?= c++
CFLAGS ?= -O2
PREFIX ?= /usr/local
DIR ?= /usr/include

VERSION = $$(sed -n 's/^\#define PYOS_VERSION_STRING "\(.*\)"/\1/p' pyos.h)

.PHONY: help run test bench format lint install clean

help:
	@echo 'make run      prints a directory tree with sizes: make run DIR=/usr/share'
	@echo 'make test     builds and runs the tests of this machine; .ci/run tests all systems'
	@echo 'make bench    prints the system calls and allocations that jobs take'
	@echo 'make format   formats the sources with clang-format'
	@echo 'make lint     checks the sources with clang-format, clang-tidy and cppcheck'
	@echo 'make install  copies pyos.h to $$DESTDIR$$PREFIX/include, with a pkg-config file'
	@echo 'make clean    removes build/'
	@echo 'Variables: CC=$(CC) CXX=$(CXX) CFLAGS=$(CFLAGS) PREFIX=$(PREFIX) DESTDIR=$(DESTDIR)'

run: build/hello build/tree build/dupes build/parallel
	@build/tree $(DIR)

build/hello build/tree build/dupes build/parallel: build/%: examples/%.c pyos.h
	@mkdir -p build
	@$(CC) $(CFLAGS) -I. -o $@ $< $(LDFLAGS)

test:
	@CC='$(CC)' CXX='$(CXX)' CFLAGS='$(CFLAGS)' tests/run

bench:
	@tests/counts

format:
	@tests/lint --write format

lint:
	@tests/lint format tidy cppcheck

install:
	@install -d '$(DESTDIR)$(PREFIX)/include' '$(DESTDIR)$(PREFIX)/share/pkgconfig'
	@install -m 644 pyos.h '$(DESTDIR)$(PREFIX)/include/pyos.h'
	@printf '%s\n' 'prefix=$(PREFIX)' 'includedir=$${prefix}/include' '' 'Name: pyos' \
		"Description: Python's os, os.path and stat for C and C++, in one header" \
		"Version: $(VERSION)" 'Cflags: -I$${includedir}' >'$(DESTDIR)$(PREFIX)/share/pkgconfig/pyos.pc'
	@chmod 644 '$(DESTDIR)$(PREFIX)/share/pkgconfig/pyos.pc'

clean:
	@rm -rf build
