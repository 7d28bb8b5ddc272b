// Packs a folder as module proxies do: go run zip.go FOLDER ARCHIVE
package main

import (
	"archive/zip"
	"log"
	"os"
)

func main() {
	file, err := os.Create(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	archive := zip.NewWriter(file)
	if err := archive.AddFS(os.DirFS(os.Args[1])); err != nil {
		log.Fatal(err)
	}
	if err := archive.Close(); err != nil {
		log.Fatal(err)
	}
}
