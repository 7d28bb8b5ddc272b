// Packs the files of a folder in the format of module proxies: go run zip.go FOLDER ARCHIVE
package main

import (
	"archive/zip"
	"io/fs"
	"log"
	"os"
)

func main() {
	file, err := os.Create(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	archive := zip.NewWriter(file)
	root := os.DirFS(os.Args[1])
	err = fs.WalkDir(root, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(root, path)
		if err != nil {
			return err
		}
		packed, err := archive.Create(path)
		if err != nil {
			return err
		}
		_, err = packed.Write(content)
		return err
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := archive.Close(); err != nil {
		log.Fatal(err)
	}
}
